import io.github.tinyhttp.ContentCoding;
import org.jspecify.annotations.NullMarked;

/// The content codings zstd and br for tinyhttp. The server finds them with `ServiceLoader`, so an
/// application only puts this module on the module path.
@NullMarked
module io.github.tinyhttp.codings {
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;
  requires com.aayushatharva.brotli4j;
  requires com.github.luben.zstd_jni;
  requires io.github.tinyhttp;

  provides ContentCoding with
      io.github.tinyhttp.codings.ZstdCoding,
      io.github.tinyhttp.codings.BrotliCoding;
}
