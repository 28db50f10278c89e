package io.github.tinyhttp.http1;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.RequestRecord;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.semantics.SmallContent;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Makes bytes of responses whose content is in memory; the same for all connections of a server.
final class ResponseEncoder {
  private final HeadWriter heads;

  ResponseEncoder(HeadWriter heads) {
    this.heads = heads;
  }

  /// Puts the head of a response into a batch.
  ///
  /// @param length of the content, if the framing says it
  /// @param now the time, for the Date field
  void putHead(
      WriteBatch batch,
      Head head,
      ServerRequest request,
      ResponseFraming framing,
      long length,
      long now) {
    int before = batch.size();
    heads.write(batch, head, request.response(), framing, length, now);
    RequestRecord record = request.record();
    if (record != null) {
      record.sentHead(batch.size() - before);
    }
  }

  /// Puts the response to a request into a batch.
  ///
  /// @param now the time, for the Date field
  /// @return content that is too large to be copied behind its head; null if there is none
  @Nullable ByteBuffer encode(
      WriteBatch batch, Head head, ServerRequest request, ResponseFraming framing, long now) {
    Response response = request.response();
    byte[] content = response.body().bytes();
    putHead(batch, head, request, framing, content.length, now);
    if (!framing.content()) {
      return null;
    }
    RequestRecord record = request.record();
    if (record != null) {
      record.sentContent(content.length);
    }
    return putContent(batch, response, framing);
  }

  /// Puts a response to what is no request into a batch, with content that is small.
  ///
  /// @param now the time, for the Date field
  void encode(WriteBatch batch, Head head, Response response, ResponseFraming framing, long now) {
    heads.write(batch, head, response, framing, response.body().bytes().length, now);
    if (framing.content()) {
      ByteBuffer _ = putContent(batch, response, framing);
    }
  }

  private static @Nullable ByteBuffer putContent(
      WriteBatch batch, Response response, ResponseFraming framing) {
    byte[] content = response.body().bytes();
    if (framing.framing() == ResponseFraming.Framing.CHUNKED) {
      ResponseBodyStream.putWhole(batch, content, response.trailers()); // chunked for the trailers
      return null;
    }
    if (content.length > SmallContent.MOST) {
      return ByteBuffer.wrap(content);
    }
    batch.put(content);
    return null;
  }
}
