package io.github.tinyhttp.files;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.semantics.AcceptEncoding;
import io.github.tinyhttp.semantics.FileDate;
import io.github.tinyhttp.semantics.RangeOffer;
import io.github.tinyhttp.semantics.SmallContent;
import io.github.tinyhttp.syntax.MediaTypes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
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
///      → nothing → the fallback, or 404
/// ```
final class FileResponses {
  private static final int MOST_LISTED = 10_000;

  /// The response to any path that is not handed out, whatever the reason.
  static final Response NOT_FOUND = Response.error(404, "not found\n");

  /// The endings of files in a coding, by its name.
  private static final Map<String, String> ENDINGS =
      Map.of("br", ".br", "zstd", ".zst", "gzip", ".gz");

  /// The codings of siblings; of those that a client likes equally the first one is sent.
  private static final List<String> CODINGS = List.of("br", "zstd", "gzip");

  private final Tree tree;
  private final String prefix;
  private final FileStyle style;

  /// A response with the fields that all have.
  private final Response bare;

  /// @param prefix of the paths that lead into the tree, with a slash at both ends
  FileResponses(Tree tree, String prefix, FileStyle style) {
    this.tree = tree;
    this.prefix = prefix;
    this.style = style;
    Headers fields = style.headers();
    if (style.siblings() == FileStyle.Siblings.SENT_FOR_IT) {
      // also without a sibling: a cache must not give other clients what one client got
      String others = fields.combined("Vary").map(names -> names + ", ").orElse("");
      fields = fields.with("Vary", others + "Accept-Encoding");
    }
    this.bare = Response.status(200).withHeaders(fields);
  }

  /// The response to a path of the request's own, below the prefix.
  Response handle(Request request) throws IOException {
    String path = request.rawPath();
    if (path.startsWith(prefix)) {
      return handle(request, path.substring(prefix.length() - 1));
    }
    return prefix.equals(path + "/") ? redirect(request, tree.open()).orElse(NOT_FOUND) : NOT_FOUND;
  }

  /// The response to a path in the tree.
  Response handle(Request request, String path) throws IOException {
    Optional<TargetPath> target = TargetPath.parse(path);
    if (target.isEmpty()) {
      return NOT_FOUND; // also with a fallback: no file could have that path
    }
    Optional<Response> found = find(request, target.get());
    if (found.isEmpty() && style.fallback().isPresent()) {
      found = find(request, style.fallback().get());
    }
    return found.orElse(NOT_FOUND);
  }

  /// @return empty if there is nothing that is handed out
  private Optional<Response> find(Request request, TargetPath target) throws IOException {
    List<String> names = target.names();
    List<String> above = target.isDirectory() ? names : names.subList(0, names.size() - 1);
    Optional<Directory> opened = tree.find(above);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (Directory directory = opened.get()) {
      var found = new Found(above, directory);
      return target.isDirectory() ? index(request, found) : named(request, found, names.getLast());
    } catch (NoSuchFileException _) {
      return Optional.empty(); // it was there a moment ago, or is not to be read
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

    /// The names that lead to a directory in this one.
    List<String> with(String name) {
      var longer = new ArrayList<>(names);
      longer.add(name);
      return longer;
    }
  }

  private Optional<Response> named(Request request, Found found, String name) throws IOException {
    Optional<FileEntry> file = found.directory().file(name);
    if (file.isPresent()) {
      return Optional.of(file(request, found, name, file.get()));
    }
    Optional<Directory> entered = found.directory().enter(name);
    if (entered.isEmpty()) {
      return Optional.empty();
    }
    if (!isForDirectory(request.rawPath())) {
      return redirect(request, entered.get());
    }
    try (Directory directory = entered.get()) { // the request has the slash, this path has not
      return index(request, new Found(found.with(name), directory));
    }
  }

  private static boolean isForDirectory(String rawPath) {
    return TargetPath.parse(rawPath).map(TargetPath::isDirectory).orElse(rawPath.endsWith("/"));
  }

  // ---- directories

  /// To the directory that the request names without the slash at the end, if there is something to
  /// see. The location is the last name of the request's path, a slash and the query: a relative
  /// reference (RFC 3986 §4.2), which is right behind a proxy that has taken a prefix away, and can
  /// name no other host.
  private Optional<Response> redirect(Request request, Directory directory) throws IOException {
    try (directory) {
      if (!isShown(directory)) {
        return Optional.empty();
      }
      return TargetPath.parse(request.rawPath())
          .map(path -> RelativeReference.toDirectory(path.names().getLast(), request.query()))
          .map(location -> Response.redirect(301, location));
    }
  }

  private boolean isShown(Directory directory) throws IOException {
    for (String name : style.index()) {
      if (directory.file(name).isPresent()) {
        return true;
      }
    }
    return style.listings() == FileStyle.Listings.SHOWN && directory.list(0).isPresent();
  }

  private Optional<Response> index(Request request, Found found) throws IOException {
    for (String name : style.index()) {
      Optional<FileEntry> file = found.directory().file(name);
      if (file.isPresent()) {
        return Optional.of(file(request, found, name, file.get()));
      }
    }
    return switch (style.listings()) {
      case HIDDEN -> Optional.empty();
      case SHOWN -> listing(found);
    };
  }

  private Optional<Response> listing(Found found) throws IOException {
    Optional<List<String>> entries = found.directory().list(MOST_LISTED + 1);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    boolean complete = entries.get().size() <= MOST_LISTED;
    String page =
        Listing.page(found.names(), entries.get().stream().limit(MOST_LISTED).toList(), complete);
    return Optional.of(
        decorated(found.pathOf(""))
            .withType("text/html; charset=utf-8")
            .withHeader("Content-Security-Policy", "default-src 'none'")
            .withBody(Body.of(page)));
  }

  // ---- files

  /// A file as it is sent to one client.
  ///
  /// @param name in its directory
  /// @param coding the one it is in, if it was chosen for that
  private record Variant(String name, FileEntry file, Optional<String> coding) {
    /// The tag of this variant in a state; no two variants have the same (RFC 9110 §8.8.3.3).
    Optional<EntityTag> tag(FileState state) {
      return FileEntry.tag(state, System.currentTimeMillis())
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
    Optional<byte[]> small = small(variant.file());
    FileState seen = variant.file().state();
    FileState state = small.isPresent() ? seen.withContent(small.get()) : seen;
    Response response =
        decorated(found.pathOf(name))
            .withHeader("Content-Type", MediaTypes.of(name, style.types()))
            .withBody(small.isPresent() ? Body.of(small.get()) : content(found, variant));
    if (variant.coding().isPresent()) {
      response = response.withHeader("Content-Encoding", variant.coding().get());
    }
    Optional<EntityTag> tag = variant.tag(state);
    if (tag.isPresent()) {
      response = response.withETag(tag.get());
    }
    Optional<Instant> date = FileDate.of(request, state);
    if (date.isPresent()) {
      response = response.withLastModified(date.get());
    }
    return RangeOffer.isFor(request, state) ? response.withRanges() : response.withoutRanges();
  }

  private static Optional<byte[]> small(FileEntry file) throws IOException {
    return file.size() <= SmallContent.MOST ? TreeSource.read(file) : Optional.empty();
  }

  /// The variant that the client likes best (RFC 9110 §12.5.3).
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

  private Body content(Found found, Variant variant) {
    List<String> names = List.copyOf(found.names());
    return Body.of(new TreeSource(tree, names, variant.name(), variant.file()));
  }

  /// A 200 with the fields that all responses have.
  private Response decorated(String path) {
    String caching = style.caching().apply(path);
    return caching.isEmpty() ? bare : bare.withHeader("Cache-Control", caching);
  }
}
