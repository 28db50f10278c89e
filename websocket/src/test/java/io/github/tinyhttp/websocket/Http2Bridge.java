package io.github.tinyhttp.websocket;

import io.github.tinyhttp.testkit.TunnelBridge;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/// Header blocks for clients in frames, and proxies that make tunnels of HTTP/2 of what clients of
/// HTTP/1.1 offer.
final class Http2Bridge {
  private Http2Bridge() {}

  /// A proxy for clients of a server.
  static TunnelBridge to(int port) {
    return TunnelBridge.to(port, Http2Bridge::decode);
  }

  /// A header block of literals.
  ///
  /// @param fields names and values, as in `:method GET|:path /`
  static byte[] encode(String fields) {
    var block = new ByteArrayOutputStream();
    for (String field : fields.split("\\|")) {
      int space = field.indexOf(' ', 1);
      block.write(0);
      for (String text : List.of(field.substring(0, space), field.substring(space + 1))) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    return block.toByteArray();
  }

  /// The lines of a header block, the first one of its connection.
  static List<String> decode(byte[] block) {
    try {
      var decoder = new HpackDecoder(8192, System::nanoTime);
      var response = (MetaData.Response) decoder.decode(ByteBuffer.wrap(block));
      List<String> lines = new ArrayList<>(List.of(":status: " + response.getStatus()));
      for (HttpField field : response.getHttpFields()) {
        lines.add(field.getName() + ": " + field.getValue());
      }
      return lines;
    } catch (HpackException e) {
      throw new AssertionError(e);
    }
  }
}
