package io.github.tinyhttp.files;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.semantics.AcceptEncoding;
import io.github.tinyhttp.semantics.SmallContent;
import io.github.tinyhttp.syntax.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Responds to GET and HEAD from a tree of files.
///
/// ```
/// path → directory it names → its index, or a listing
///      → file it names → the variant for this client → content
///      → directory, but without the slash → redirect
/// ```
final class FileResponses {
  private static final int MOST_LISTED = 10_000;

  /// For every path that leads to no file, whatever the reason.
  static final Response NOT_FOUND = Response.text("not found\n").withStatus(404);

  /// The endings of files in a coding, by its name.
  private static final Map<String, String> ENDINGS =
      Map.of("br", ".br", "zstd", ".zst", "gzip", ".gz");

  /// The codings in order of preference, for those that a client likes equally.
  private static final List<String> CODINGS = List.of("br", "zstd", "gzip");

  private final Tree tree;
  private final String prefix;
  private final FileStyle style;

  /// A response with the fields that all responses have.
  private final Response bare;

  /// @param prefix of the paths that lead into the tree, with a slash at both ends
  FileResponses(Tree tree, String prefix, FileStyle style) {
    this.tree = tree;
    this.prefix = prefix;
    this.style = style;
    Headers fields = style.headers();
    if (style.siblings() == FileStyle.Siblings.SENT_FOR_IT) {
      // also without a sibling: a cache must not keep for all clients what one has got
      String others = fields.combined("Vary").map(names -> names + ", ").orElse("");
      fields = fields.set("Vary", others + "Accept-Encoding");
    }
    Response response = Response.status(200);
    for (Headers.Field field : fields) {
      response = response.addHeader(field.name(), field.value());
    }
    this.bare = response;
  }

  Response to(Request request) throws IOException {
    String path = request.rawPath();
    if (!path.startsWith(prefix)) {
      return prefix.equals(path + "/") ? redirect(request, tree.open(), lastOf(prefix)) : NOT_FOUND;
    }
    Optional<TargetPath> target = TargetPath.parse(path.substring(prefix.length() - 1));
    if (target.isEmpty()) {
      return NOT_FOUND;
    }
    List<String> names = target.get().names();
    boolean isDirectory = target.get().isDirectory();
    List<String> above = isDirectory ? names : names.subList(0, names.size() - 1);
    Optional<Directory> opened = tree.find(above);
    if (opened.isEmpty()) {
      return NOT_FOUND;
    }
    try (Directory directory = opened.get()) {
      var found = new Found(above, directory);
      return isDirectory ? index(request, found) : named(request, found, names.getLast());
    } catch (NoSuchFileException _) {
      return NOT_FOUND; // it has just been removed, or may not be read
    }
  }

  /// The directory of a file.
  ///
  /// @param names of the directories from the root on
  private record Found(List<String> names, Directory directory) {
    String pathOf(String name) {
      var path = new StringBuilder("/");
      for (String one : names) {
        path.append(one).append('/');
      }
      return path.append(name).toString();
    }
  }

  private Response named(Request request, Found found, String name) throws IOException {
    Optional<FileEntry> file = found.directory().file(name);
    if (file.isPresent()) {
      return file(request, found, name, file.get());
    }
    Optional<Directory> directory = found.directory().enter(name);
    return directory.isEmpty() ? NOT_FOUND : redirect(request, directory.get(), name);
  }

  // ---- directories

  /// To a directory, from its name without the slash, if there is something to see. The location is
  /// the last name, a slash and the query: a relative reference (RFC 3986 §4.2), which is right
  /// even where a proxy has removed a prefix, and cannot name another host.
  private Response redirect(Request request, Directory directory, String name) throws IOException {
    try (directory) {
      return isShown(directory)
          ? Response.redirect(301, RelativeReference.toDirectory(name, request.query()))
          : NOT_FOUND;
    }
  }

  private static String lastOf(String prefix) {
    return TargetPath.parse(prefix).orElseThrow().names().getLast();
  }

  private boolean isShown(Directory directory) throws IOException {
    for (String name : style.index()) {
      if (directory.file(name).isPresent()) {
        return true;
      }
    }
    return style.listings() == FileStyle.Listings.SHOWN && directory.list(0).isPresent();
  }

  private Response index(Request request, Found found) throws IOException {
    for (String name : style.index()) {
      Optional<FileEntry> file = found.directory().file(name);
      if (file.isPresent()) {
        return file(request, found, name, file.get());
      }
    }
    return switch (style.listings()) {
      case HIDDEN -> NOT_FOUND;
      case SHOWN -> listing(found);
    };
  }

  private Response listing(Found found) throws IOException {
    Optional<List<String>> entries = found.directory().list(MOST_LISTED + 1);
    if (entries.isEmpty()) {
      return NOT_FOUND;
    }
    boolean complete = entries.get().size() <= MOST_LISTED;
    String page =
        Listing.page(found.names(), entries.get().stream().limit(MOST_LISTED).toList(), complete);
    return decorated(found.pathOf(""))
        .withHeader("Content-Type", "text/html; charset=utf-8")
        .withHeader("Content-Security-Policy", "default-src 'none'")
        .withBody(new Body.Bytes(page.getBytes(StandardCharsets.UTF_8)));
  }

  // ---- files

  /// A file as it is sent to one client.
  ///
  /// @param name in its directory
  /// @param coding the one it is in, if it was chosen for that
  private record Variant(String name, FileEntry file, Optional<String> coding) {
    /// No two variants have the same: RFC 9110 §8.8.3.3.
    Optional<EntityTag> tag(long now) {
      return file.tag(now)
          .map(
              tag ->
                  coding
                      .map(name -> new EntityTag(tag.value() + "-" + name, tag.weak()))
                      .orElse(tag));
    }
  }

  private Response file(Request request, Found found, String name, FileEntry file)
      throws IOException {
    Variant variant = variant(request, found, name, file);
    Response response =
        decorated(found.pathOf(name))
            .withHeader("Content-Type", MediaTypes.of(name, style.types()))
            .withRanges()
            .withBody(content(found, variant));
    if (variant.coding().isPresent()) {
      response = response.withHeader("Content-Encoding", variant.coding().get());
    }
    Optional<EntityTag> tag = variant.tag(System.currentTimeMillis());
    if (tag.isPresent()) {
      response = response.withETag(tag.get());
    }
    return variant.file().modified().isPresent()
        ? response.withLastModified(variant.file().modified().get().toInstant())
        : response;
  }

  /// RFC 9110 §12.5.3: the one that the client likes best.
  private Variant variant(Request request, Found found, String name, FileEntry file)
      throws IOException {
    var asIs = new Variant(name, file, Optional.empty());
    if (style.siblings() == FileStyle.Siblings.OF_THEIR_OWN
        || request.header("Accept-Encoding").isEmpty()) {
      return asIs;
    }
    var accepted = AcceptEncoding.of(request.headers().all("Accept-Encoding"));
    var codings = new ArrayList<>(CODINGS);
    for (Optional<String> best = accepted.bestOf(codings);
        best.isPresent();
        best = accepted.bestOf(codings)) {
      String sibling = name + ENDINGS.get(best.get());
      Optional<FileEntry> coded = found.directory().file(sibling);
      if (coded.isPresent() && !coded.get().isOlderThan(file)) {
        return new Variant(sibling, coded.get(), best);
      }
      codings.remove(best.get());
    }
    return asIs;
  }

  private Body content(Found found, Variant variant) throws IOException {
    FileEntry file = variant.file();
    Optional<byte[]> small =
        file.size() <= SmallContent.MOST ? TreeSource.read(file) : Optional.empty();
    return small.isPresent()
        ? new Body.Bytes(small.get())
        : new Body.OfSource(new TreeSource(tree, List.copyOf(found.names()), variant.name(), file));
  }

  /// A 200 with the fields that all responses have.
  private Response decorated(String path) {
    String caching = style.caching().apply(path);
    return caching.isEmpty() ? bare : bare.withHeader("Cache-Control", caching);
  }
}
