package io.github.tinyhttp.syntax;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Parameters after a value, RFC 9110 §5.6.6: `text/plain; charset="utf-8"`. Malformed ones are
/// skipped up to the next semicolon.
public final class Parameters {
  private Parameters() {}

  /// All parameters after the first semicolon, in order: their names in lower case, since names
  /// have no case, and their values without quotes. Of two with one name the first counts.
  public static Map<String, String> of(String text) {
    var parameters = new LinkedHashMap<String, String>();
    read(text, parameters::putIfAbsent);
    return parameters;
  }

  /// How many parameters of that name there are: where two programs could take different ones.
  ///
  /// @param lowerName the name in lower case
  public static int count(String text, String lowerName) {
    var values = new ArrayList<String>();
    read(
        text,
        (name, value) -> {
          if (name.equals(lowerName)) {
            values.add(value);
          }
        });
    return values.size();
  }

  private static void read(String text, BiConsumer<String, String> parameters) {
    var reader = new ValueReader(text);
    reader.passTo(';');
    while (reader.accept(';')) {
      reader.skipOws();
      String name = reader.token();
      if (!name.isEmpty() && reader.accept('=')) {
        Optional<String> value = reader.word();
        reader.skipOws();
        if (value.isPresent() && (reader.isAtEnd() || reader.isAt(';'))) {
          parameters.accept(name.toLowerCase(Locale.ROOT), value.get());
        }
      }
      reader.passTo(';');
    }
  }
}
