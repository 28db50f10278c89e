import io.github.tinyhttp.ContentCoding;
import org.jspecify.annotations.NullMarked;

/// The content codings zstd and br for tinyhttp. Nothing here is called by applications: the server
/// finds it by itself.
@NullMarked
module io.github.tinyhttp.codings {
  requires static org.jspecify;
  requires com.aayushatharva.brotli4j;
  requires com.github.luben.zstd_jni;
  requires io.github.tinyhttp;

  provides ContentCoding with
      io.github.tinyhttp.codings.ZstdCoding,
      io.github.tinyhttp.codings.BrotliCoding;
}
