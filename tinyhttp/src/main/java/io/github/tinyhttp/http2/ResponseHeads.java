package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.syntax.HttpDate;
import java.util.Optional;

/// Makes HEADERS frames of responses, RFC 9113 §8.3.2. For the driver, which sends them in the
/// order they are made.
final class ResponseHeads {
  private static final ResponseFieldName DATE = ResponseFieldName.of("date");
  private static final ResponseFieldName SERVER = ResponseFieldName.of("server");
  private static final ResponseFieldName LENGTH = ResponseFieldName.of("content-length");
  private static final ResponseFieldName TRAILER = ResponseFieldName.of("trailer");

  private final HpackEncoder encoder = new HpackEncoder();
  private final Optional<String> name;

  /// @param name the value of `Server`, if it is to be sent
  ResponseHeads(Optional<String> name) {
    this.name = name;
  }

  HpackEncoder encoder() {
    return encoder;
  }

  /// Puts the head of a final response into `out`.
  ///
  /// @param ends whether nothing follows it
  /// @param now the time, for the field `date`
  void put(
      WriteBatch out, int stream, Response response, ResponseForm form, boolean ends, long now) {
    int frame = begin(out);
    encoder.status(out, response.status().code());
    Headers fields = response.headers();
    if (!fields.contains("Date")) {
      encoder.field(out, DATE, HttpDate.date(now));
    }
    if (name.isPresent() && !fields.contains("Server")) {
      encoder.field(out, SERVER, name.get());
    }
    putFields(out, fields);
    if (form.length().isPresent()) {
      encoder.number(out, LENGTH, form.length().getAsLong());
    }
    if (form.trailers()) {
      encoder.field(out, TRAILER, String.join(", ", response.trailerNames()));
    }
    end(out, frame, stream, ends ? Frames.END_STREAM : 0);
  }

  /// Puts an interim response into `out`.
  void putInterim(WriteBatch out, int stream, Status status, Headers fields) {
    int frame = begin(out);
    encoder.status(out, status.code());
    putFields(out, fields);
    end(out, frame, stream, 0);
  }

  /// Puts trailer fields into `out`, which end the stream.
  void putTrailers(WriteBatch out, int stream, Headers fields) {
    int frame = begin(out);
    putFields(out, fields);
    end(out, frame, stream, Frames.END_STREAM);
  }

  private void putFields(WriteBatch out, Headers fields) {
    for (int i = 0; i < fields.size(); i++) {
      ResponseFieldName field = ResponseFieldName.of(fields.name(i));
      if (field.sent()) {
        encoder.field(out, field, fields.value(i));
      }
    }
  }

  /// Leaves room for the head of a frame.
  ///
  /// @return how many bytes are before it
  private int begin(WriteBatch out) {
    byte[] _ = out.room(Frames.HEAD);
    int before = out.size();
    out.end(out.end() + Frames.HEAD);
    encoder.begin(out);
    return before;
  }

  /// Completes a frame, and cuts it if it is larger than every client takes.
  private static void end(WriteBatch out, int frame, int stream, int flags) {
    int length = out.size() - frame - Frames.HEAD;
    int at = out.end() - length - Frames.HEAD;
    byte[] bytes = out.room(0);
    if (length <= Frames.PAYLOAD) {
      Frames.putHead(bytes, at, length, Frames.HEADERS, flags | Frames.END_HEADERS, stream);
      return;
    }
    byte[] block = new byte[length];
    System.arraycopy(bytes, at + Frames.HEAD, block, 0, length);
    out.end(at);
    for (int done = 0; done < length; done += Frames.PAYLOAD) {
      int count = Math.min(Frames.PAYLOAD, length - done);
      int last = done + count == length ? Frames.END_HEADERS : 0;
      int type = done == 0 ? Frames.HEADERS : Frames.CONTINUATION;
      Frames.putHead(out, count, type, last | (done == 0 ? flags : 0), stream);
      System.arraycopy(block, done, out.room(count), out.end(), count);
      out.end(out.end() + count);
    }
  }
}
