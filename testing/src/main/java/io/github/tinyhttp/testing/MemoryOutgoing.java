package io.github.tinyhttp.testing;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.exchange.AnnouncedLength;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.http1.DetachedHead.ResponseHead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/// The content of one response on its way to the client in memory. As on a connection, content is
/// collected until a buffer is full or the application flushes, and must have the announced length.
final class MemoryOutgoing extends Outgoing {
  private static final int BUFFER = 16 << 10;

  private final MemoryCarrier carrier;
  private final ClientSide client;
  private final Response response;
  private final ResponseHead head;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

  private final AnnouncedLength length;

  private boolean sent;
  private boolean finished;

  MemoryOutgoing(MemoryCarrier carrier, Response response, ResponseHead head) {
    this.carrier = carrier;
    this.client = carrier.client();
    this.response = response;
    this.head = head;
    this.length = new AnnouncedLength(head.length());
  }

  @Override
  public boolean hasContent() {
    return head.content();
  }

  @Override
  public void begins(Body.EndlessWriter content) {
    carrier.begins(content);
  }

  @Override
  public void ends(Body.EndlessWriter content) {
    carrier.ends(content);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (finished) {
      throw new IOException("the response is finished");
    }
    if (!head.content()) {
      return; // a response to HEAD
    }
    this.length.take(length);
    buffer.write(bytes, offset, length);
    if (buffer.size() > BUFFER) {
      drain();
    }
  }

  @Override
  public void flush() throws IOException {
    if (!finished) {
      drain();
    }
  }

  private void drain() throws IOException {
    if (!sent) {
      sent = true;
      client.head(response.status(), head.fields());
    }
    client.content(buffer.toByteArray(), 0, buffer.size());
    buffer.reset();
  }

  @Override
  public void transferFrom(FileChannel opened, long count) throws IOException {
    try (FileChannel file = opened) {
      flush();
      var bytes = ByteBuffer.allocate(BUFFER);
      for (long left = count; left > 0; ) {
        int moved = file.read(bytes.clear().limit((int) Math.min(BUFFER, left)));
        if (moved < 0) {
          throw new IOException("the file has become shorter while it was sent");
        }
        length.take(moved);
        client.content(bytes.array(), 0, moved);
        left -= moved;
      }
    }
  }

  @Override
  public boolean hasSent() {
    return sent;
  }

  @Override
  public void complete() throws IOException {
    if (head.content()) {
      length.checkComplete();
    }
    Headers trailers = head.trailers() ? response.trailers() : Headers.empty();
    finished = true;
    drain();
    client.complete(trailers);
  }

  @Override
  public void finish() throws IOException {
    complete();
    carrier.ended();
  }

  @Override
  public void abort(Throwable cause) {
    finished = true;
    carrier.broken(cause);
  }
}
