package io.github.tinyhttp.files;

import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Serves the files of a directory, of an archive or of the class path, and nothing else.
///
/// ```java
/// Server.http(8000, FileHandler.of(Path.of("public")));
/// ```
///
/// GET and HEAD give a file, with its type by the ending of its name, and with conditions and
/// ranges as for [Response#file(Path)]. A directory gives its `index.html`; one that is asked for
/// without the slash at the end is redirected to. Everything else is 404, in the same words
/// whatever the reason, so that a client does not learn what there is; other methods are 405, and
/// OPTIONS says so.
///
/// What is never handed out:
///
/// - anything outside the root. A path is decoded once, `.` and `..` are removed (RFC 3986 §5.2.4),
///   and the rest is looked up name by name. Empty names, encoded slashes, control characters and a
///   `..` that leads out of the root are refused, and so is what the platform does not take for a
///   plain name: on Windows names with a colon or a backslash, those that end in a dot or a space,
///   devices (`con`, `nul`, …) and abbreviations (`GIT~1`); in archives and on the class path
///   backslashes.
/// - what a symbolic link leads to; see [#withLinks()]. Where the system can open files relative to
///   an open directory (Linux, macOS) this holds even if links are put in place while a request is
///   handled; elsewhere an attacker who can replace directories of the tree at the right moment
///   could get past it.
/// - dot-files, and all that is below a directory whose name begins with a dot, but for
///   `/.well-known/`; see [#withDotFiles()].
/// - pipes, devices and sockets; opening them could block.
/// - what the process may not read; that goes for directories on the way, too.
///
/// Responses say `X-Content-Type-Options: nosniff`, so that a browser does not take a file for a
/// page if its ending says otherwise; [#withoutHeader(String)] takes that away.
///
/// A value: the `with…` methods return another one. For use by any number of threads. Names that
/// are not ASCII are looked up as UTF-8, as far as the JVM can name such files: on Unix it has to
/// run in a UTF-8 locale.
@CheckReturnValue
public final class FileHandler implements Handler {
  private static final Response NOT_ALLOWED =
      Response.methodNotAllowed(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Response OPTIONS =
      Response.empty().withHeader("Allow", "GET, HEAD, OPTIONS");

  /// A tree of files, once it is known which of them are shown.
  private interface Origin {
    Tree tree(Visibility visibility, Links links);
  }

  /// Which files are served, and under which paths.
  ///
  /// @param prefix of the paths that are served, with a slash at both ends
  private record Scope(Origin origin, String prefix, Visibility visibility, Links links) {}

  private final Scope scope;
  private final FileStyle style;
  private final FileResponses responses;

  private FileHandler(Scope scope, FileStyle style) {
    this.scope = scope;
    this.style = style;
    Tree tree = scope.origin().tree(scope.visibility(), scope.links());
    this.responses = new FileResponses(tree, scope.prefix(), style);
  }

  private static FileHandler of(Origin origin) {
    return new FileHandler(
        new Scope(origin, "/", Visibility.NO_DOT_FILES, Links.REFUSED), FileStyle.DEFAULT);
  }

  /// Serves the files below a directory. It may be one of another file system than the machine's:
  /// that of a zip archive, say, as long as the application leaves it open. Changes are seen at
  /// once; the directory itself may be a link, and be replaced by another.
  ///
  /// @throws IllegalArgumentException if there is no such directory
  public static FileHandler of(Path root) {
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException("not a directory: " + root);
    }
    Path absolute = root.toAbsolutePath();
    return of((visibility, links) -> Tree.of(absolute, visibility, links));
  }

  /// Serves resources of the class path, those that the context class loader of the calling thread
  /// finds below `root`: `FileHandler.ofClassPath("/static")`.
  ///
  /// There are no listings. Resources of a jar have an `ETag` made of their checksum, and no
  /// `Last-Modified`, because builds give them any date. A resource in a package of a named module
  /// is found only if the module opens the package; names that are no package, such as `static` or
  /// `META-INF/resources`, are free.
  ///
  /// @throws IllegalArgumentException if `root` names nothing: all classes would be served
  public static FileHandler ofClassPath(String root) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return ofClassPath(root, loader == null ? ClassLoader.getSystemClassLoader() : loader);
  }

  /// As [#ofClassPath(String)], with a class loader.
  ///
  /// @throws IllegalArgumentException if `root` names nothing
  public static FileHandler ofClassPath(String root, ClassLoader loader) {
    String path = (root.startsWith("/") ? root : "/" + root) + (root.endsWith("/") ? "" : "/");
    String names = path.substring(1);
    if (names.isEmpty() || names.contains("//") || names.startsWith("/")) {
      throw new IllegalArgumentException("not the name of a directory of resources: " + root);
    }
    return of((visibility, _) -> Tree.of(loader, names, visibility));
  }

  /// Serves the tree below a prefix of the path: with `/assets/`, `GET /assets/a.css` gives the
  /// file `a.css`. Paths that do not begin with it, letter for letter, are 404.
  ///
  /// @param prefix begins and ends with a slash; written as it is in a URI
  /// @throws IllegalArgumentException for another prefix
  public FileHandler withPrefix(String prefix) {
    long slashes = prefix.chars().filter(c -> c == '/').count();
    boolean isPlain =
        TargetPath.parse(prefix).filter(path -> path.names().size() == slashes - 1).isPresent();
    if (!prefix.endsWith("/") || !isPlain) { // with a dot segment it would never match
      throw new IllegalArgumentException("not a path from slash to slash: " + prefix);
    }
    return with(new Scope(scope.origin, prefix, scope.visibility, scope.links));
  }

  /// With dot-files, and what is below directories whose name begins with a dot. Think of `.git`
  /// and `.env` first.
  public FileHandler withDotFiles() {
    return with(new Scope(scope.origin, scope.prefix, Visibility.ALL, scope.links));
  }

  /// With symbolic links followed, as long as they lead to something in the same tree that is not
  /// hidden. Names that begin with two dots count as hidden only where they are asked for, so that
  /// the volumes of Kubernetes can be served: their `index.html` is a link to `..data/index.html`.
  /// Not for the class path.
  ///
  /// Not the default, because an archive that is unpacked into the tree may bring links along.
  public FileHandler withLinks() {
    return with(new Scope(scope.origin, scope.prefix, scope.visibility, Links.FOLLOWED_INSIDE));
  }

  /// With other names for the file that a directory gives, the first that is there counts; by
  /// default `index.html`. None for none.
  ///
  /// @throws IllegalArgumentException for a name with a slash
  public FileHandler withIndex(String... names) {
    for (String name : names) {
      if (name.indexOf('/') >= 0 || name.isEmpty()) {
        throw new IllegalArgumentException("not the name of a file: " + name);
      }
    }
    return with(style.withIndex(List.of(names)));
  }

  /// With a file for every path that names none: the page of a single-page application, whose
  /// script then shows what belongs to the path. It is served with 200, as if it had been asked for
  /// by its own name. Paths that no file can have are still 404, and so is everything if the
  /// fallback is not there.
  ///
  /// ```java
  /// Server.http(8000, FileHandler.of(Path.of("dist")).withFallback("index.html"));
  /// ```
  ///
  /// @param file its path in the tree, without a slash before it, written as it is in a URI
  /// @throws IllegalArgumentException if no file can have that path
  public FileHandler withFallback(String file) {
    TargetPath path =
        TargetPath.parse("/" + file)
            .filter(target -> !target.isDirectory())
            .orElseThrow(() -> new IllegalArgumentException("not the path of a file: " + file));
    return with(style.withFallback(path));
  }

  /// With a page of links for a directory that has no index: its files and directories, but not
  /// what is hidden; sorted, and at most 10,000 of them. Not for the class path.
  public FileHandler withListings() {
    return with(style.withListings(FileStyle.Listings.SHOWN));
  }

  /// With files that were compressed beforehand. A client that accepts `br`, `zstd` or `gzip` (RFC
  /// 9110 §12.5.3) gets `a.css.br`, `a.css.zst` or `a.css.gz` in place of `a.css` beside it: the
  /// one it likes best, in doubt the first of these. A sibling that is older than the file does not
  /// count, nor does one without the file. All responses then say `Vary: Accept-Encoding`; each
  /// variant has a tag of its own, conditions and ranges are about the variant.
  ///
  /// Not the default, because in a directory of downloads `a.tar.gz` need not be `a.tar`, and
  /// because it costs a look at the file system for each coding that a client accepts.
  public FileHandler withPrecompressed() {
    return with(style.withSiblings(FileStyle.Siblings.SENT_FOR_IT));
  }

  /// With a type for files that end in a dot and `ending`, in place of that of the library's table
  /// of some hundred endings. A file with another ending is `application/octet-stream`.
  ///
  /// @param ending `wasm` or `tar.gz`, say: one or two parts, in any case
  /// @param type the value of `Content-Type`, with a charset where one is needed
  /// @throws IllegalArgumentException if `ending` is empty or begins with its dot, or if `type` is
  ///   no media type
  public FileHandler withType(String ending, String type) {
    if (ending.isEmpty() || ending.startsWith(".")) {
      throw new IllegalArgumentException("an ending without its dot wanted, not \"" + ending + '"');
    }
    Headers _ = Headers.of("Content-Type", type);
    if (MediaType.parse(type).isEmpty()) {
      throw new IllegalArgumentException("not a media type: " + type);
    }
    var types = new HashMap<>(style.types());
    types.put(ending.toLowerCase(Locale.ROOT), type);
    return with(style.withTypes(types));
  }

  /// With a `Cache-Control` (RFC 9111 §5.2) for every file. By default there is none, and clients
  /// keep a file for as long as they think fit; `no-cache` lets them ask each time, which costs
  /// little where the file is unchanged.
  ///
  /// @throws IllegalArgumentException if it is not a field value
  public FileHandler withCacheControl(String value) {
    Headers _ = Headers.of("Cache-Control", value);
    return withCacheControl(_ -> value);
  }

  /// With a `Cache-Control` that depends on the file.
  ///
  /// @param value gives it for a path in the tree, decoded, such as `/css/a.css`; an empty string
  ///   for none
  public FileHandler withCacheControl(Function<String, String> value) {
    return with(style.withCaching(value));
  }

  /// With a field in the response for every file and listing, in place of the one of that name.
  /// What describes a file (`Content-Type`, `ETag`, …) replaces it again.
  ///
  /// @throws IllegalArgumentException as [Response#withHeader(String, String)]
  public FileHandler withHeader(String name, String value) {
    Response checked = Response.empty().withHeader(name, value);
    return withHeaders(style.headers().with(name, checked.headers().value(0)));
  }

  /// Without the fields of that name.
  public FileHandler withoutHeader(String name) {
    return withHeaders(style.headers().without(name));
  }

  private FileHandler withHeaders(Headers headers) {
    return with(style.withHeaders(headers));
  }

  private FileHandler with(Scope other) {
    return new FileHandler(other, style);
  }

  private FileHandler with(FileStyle other) {
    return new FileHandler(scope, other);
  }

  /// The file that the request's path names, or why there is none. May block while the file system
  /// does.
  ///
  /// @throws IOException if a file that is there cannot be read
  @Override
  public Response handle(Request request) throws IOException {
    return switch (request.method().name()) {
      case "GET", "HEAD" -> responses.handle(request);
      case "OPTIONS" -> OPTIONS;
      default -> NOT_ALLOWED;
    };
  }

  /// As [#handle(Request)], with another path in place of the request's: for a router that has
  /// taken the beginning of it away, or serves a file under another name. The prefix of
  /// [#withPrefix(String)] does not count here.
  ///
  /// @param path begins with a slash, the root of the tree; written as it is in a URI, like
  ///   [Request#rawPath()]. It is checked as the request's own
  /// @throws IOException if a file that is there cannot be read
  public Response handle(Request request, String path) throws IOException {
    return switch (request.method().name()) {
      case "GET", "HEAD" -> responses.handle(request, path);
      case "OPTIONS" -> OPTIONS;
      default -> NOT_ALLOWED;
    };
  }
}
