package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.RequestRecord;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.semantics.SmallContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one connection sends. Frames are made when the socket takes them: until then a response
/// waits in its stream, and only what is short waits here. For the driver.
///
/// Control frames, heads and small content are collected in the driver's [WriteBatch] and leave in
/// one write. Other content is copied once, from where it lies into the driver's direct buffer, or
/// is read there from its file.
final class Sender {
  /// How much of one connection a driver sends before it looks at the others.
  private static final int TURN = 512 << 10;

  private static final byte[] NO_BYTES = {};

  private final Connection io;
  private final Http2Connection connection;
  private final ResponseHeads heads;
  private final Backlog backlog;
  private final DataFrames frames;
  private final FileReading files;

  /// Streams that have something to say as soon as the socket takes bytes.
  private final ArrayDeque<Http2Stream> waiting = new ArrayDeque<>(2);

  /// Requests whose responses are complete with the next bytes that leave.
  private final List<ServerRequest> leaving = new ArrayList<>(2);

  /// Streams whose content broke off, to be reset when what was written of it has left.
  private final List<Http2Stream> broken = new ArrayList<>(0);

  /// The window that new streams begin with.
  private int streamWindow = FlowControl.INITIAL;

  /// Where the driver of the moment collects what it sends.
  private WriteBatch batch = new WriteBatch(0);

  Sender(Http2Connection connection) {
    this.connection = connection;
    this.io = connection.io();
    this.heads = new ResponseHeads(connection.http().name());
    this.backlog = new Backlog(io, connection.progress());
    this.frames = new DataFrames(connection, this);
    this.files = new FileReading(connection, frames);
  }

  ResponseHeads heads() {
    return heads;
  }

  Backlog backlog() {
    return backlog;
  }

  /// A driver begins to work on the connection.
  void enter(Driver driver) {
    batch = driver.batch();
  }

  /// Where control frames go.
  WriteBatch out() {
    return backlog.isEmpty() ? batch : backlog.batch();
  }

  // ---- windows

  int streamWindow() {
    return streamWindow;
  }

  /// The client's SETTINGS_INITIAL_WINDOW_SIZE, which changes all streams, RFC 9113 §6.9.2.
  void streamWindow(int size, Http2Stream[] open) throws ConnectionFault {
    int change = size - streamWindow;
    streamWindow = size;
    for (Http2Stream stream : open) {
      stream.sendWindow = FlowControl.added(stream.sendWindow, change);
      schedule(stream);
    }
  }

  /// The client takes more on the whole connection.
  void addWindow(int increment) throws ConnectionFault {
    frames.addWindow(increment);
  }

  // ---- streams

  /// A stream has something to say: interim responses, its head, or content.
  void serve(Http2Stream stream) {
    if (!backlog.isEmpty()) {
      if (!stream.waiting) {
        stream.waiting = true;
        waiting.add(stream);
      }
      return;
    }
    for (var interim = stream.nextInterim(); interim != null; interim = stream.nextInterim()) {
      if (!stream.headSent) {
        heads.putInterim(batch, stream.id(), interim.status(), interim.fields());
      }
    }
    if (!stream.headSent && isReady(stream)) {
      putHead(stream);
    }
    if (isOnlyEndLeft(stream)) {
      putEndAlone(stream);
    } else {
      schedule(stream);
    }
  }

  /// Whether all content has left, and nothing but the end of the stream is missing. That waits for
  /// no window.
  private static boolean isOnlyEndLeft(Http2Stream stream) {
    StreamOutput output = stream.output();
    return stream.headSent
        && !stream.localEnded
        && stream.content == null
        && output != null
        && output.isDone();
  }

  private void putEndAlone(Http2Stream stream) {
    StreamOutput output = stream.output();
    if (output != null && output.trailers().isEmpty()) {
      Frames.putHead(batch, 0, Frames.DATA, Frames.END_STREAM, stream.id());
    }
    boolean _ = putsTrailers(stream, output);
  }

  private static boolean isReady(Http2Stream stream) {
    StreamOutput output = stream.output();
    return output == null ? stream.isWhole() : output.isReleased();
  }

  /// Puts in the head of a response, and all of it if it is small and the windows allow that.
  private void putHead(Http2Stream stream) {
    Response response = stream.request().response();
    StreamOutput output = stream.output();
    ResponseForm form =
        output != null ? output.form() : ResponseForm.ofWhole(stream.head().method(), response);
    boolean streamed = output != null && form.content();
    byte[] content = output == null && form.content() ? response.body().bytes() : NO_BYTES;
    Headers trailers = form.trailers() && !streamed ? response.trailers() : Headers.empty();
    boolean ends = !streamed && content.length == 0 && trailers.isEmpty();
    int before = batch.size();
    heads.put(batch, stream.id(), response, form, ends, connection.now());
    RequestRecord record = stream.request().record();
    if (record != null) {
      record.sentHead(batch.size() - before - Frames.HEAD);
    }
    stream.headSent = true;
    if (ends) {
      end(stream);
      return;
    }
    if (!streamed) {
      stream.content = content;
      stream.trailers = trailers;
      if (content.length
          <= Math.min(SmallContent.MOST, Math.min(frames.window(), stream.sendWindow))) {
        putSmall(stream, content);
      } else {
        io.grew(content.length);
      }
    }
  }

  private void putSmall(Http2Stream stream, byte[] content) {
    frames.sent(stream, content.length);
    boolean last = stream.trailers.isEmpty();
    if (content.length > 0 || last) {
      int flags = last ? Frames.END_STREAM : 0;
      Frames.putHead(batch, content.length, Frames.DATA, flags, stream.id());
      batch.put(content);
    }
    if (!last) {
      heads.putTrailers(batch, stream.id(), stream.trailers);
    }
    end(stream);
  }

  /// Lets a stream send content, if it has any and its window allows that.
  void schedule(Http2Stream stream) {
    frames.schedule(stream);
  }

  /// Whether content waits for the window of the connection.
  boolean waitsForWindow() {
    return frames.waitsForWindow();
  }

  /// Whether content waits for the window of its stream.
  static boolean waitsForWindow(Http2Stream stream) {
    return stream.sendWindow <= 0 && hasContent(stream);
  }

  /// Whether content waits for the window of its stream, or for that of the connection.
  boolean isHeldUp(Http2Stream stream) {
    return hasContent(stream) && Math.min(stream.sendWindow, frames.window()) <= 0;
  }

  /// Whether a stream has content to send.
  static boolean hasContent(Http2Stream stream) {
    return DataFrames.hasContent(stream);
  }

  /// The client wants a response sooner, or later.
  void prioritize(Http2Stream stream, Priority priority) {
    frames.prioritize(stream, priority);
  }

  private void end(Http2Stream stream) {
    stream.localEnded = true;
    leaving.add(stream.request());
    connection.ends().responded(stream);
  }

  // ---- sending

  /// Sends what was collected, and as much content as the socket and the windows take. The last
  /// thing that a driver does with a connection.
  ///
  /// @return whether this driver still drives
  boolean flushes(Driver driver) throws IOException {
    if (!sends(driver)) {
      return false;
    }
    if (!broken.isEmpty()) {
      resetBroken();
      return sends(driver);
    }
    return true;
  }

  private boolean sends(Driver driver) throws IOException {
    if (!backlog.isEmpty() || !backlog.sends(batch.flush(io))) {
      return true;
    }
    tellSent();
    for (int sent = 0; !frames.isEmpty(); ) {
      ByteBuffer buffer = driver.io().clear();
      Http2Stream reading = frames.fill(buffer);
      StreamOutput output = reading == null ? null : reading.output();
      if (reading != null && output != null && !files.reads(driver, reading, output, buffer)) {
        return false;
      }
      if (buffer.position() == 0 && batch.isEmpty() && reading == null) {
        return true;
      }
      sent += buffer.position();
      if (!backlog.sendsOrKeeps(buffer.flip())) {
        backlog.batch().put(batch.take()); // trailers
        return true;
      }
      if (!backlog.sends(batch.flush(io))) {
        return true;
      }
      tellSent();
      if (sent >= TURN) {
        io.whenWritable(); // the others first
        return true;
      }
    }
    return true;
  }

  /// The content of a stream broke off. As over a connection of HTTP/1.1, the client gets what was
  /// flushed before, if it takes that at once.
  void breakOff(Http2Stream stream) {
    StreamOutput output = stream.output();
    if (output != null && output.isReleased() && !output.hasFile() && stream.tunnel() == null) {
      serve(stream);
    }
    broken.add(stream);
  }

  private void resetBroken() {
    for (Http2Stream stream : broken) {
      if (stream.closed) {
        continue;
      }
      if (stream.tunnel() != null) {
        connection.ends().reset(stream, ErrorCode.CANCEL, new IOException("the tunnel broke off"));
      } else if (!stream.localEnded) {
        connection
            .ends()
            .reset(stream, ErrorCode.INTERNAL_ERROR, new IOException("the response broke off"));
      }
    }
    broken.clear();
  }

  /// Ends the response of a stream behind its content.
  ///
  /// @return whether there are trailers
  boolean putsTrailers(Http2Stream stream, @Nullable StreamOutput output) {
    Headers trailers = output == null ? stream.trailers : output.trailers();
    if (!trailers.isEmpty()) {
      heads.putTrailers(batch, stream.id(), trailers);
    }
    end(stream);
    return !trailers.isEmpty();
  }

  private void tellSent() {
    for (ServerRequest request : leaving) {
      request.sent();
    }
    leaving.clear();
  }

  /// The socket takes bytes again.
  void writable() throws IOException {
    if (!backlog.isEmpty()) {
      if (!backlog.goesOn()) {
        return;
      }
      connection.timer().caughtUp(connection.now());
      tellSent();
    }
    for (Http2Stream next = waiting.poll(); next != null; next = waiting.poll()) {
      next.waiting = false;
      if (!next.closed) {
        serve(next);
      }
    }
  }

  /// Nothing more can be sent: what was on its way is lost.
  void cut(IOException cause) {
    leaving.forEach(request -> request.cut(cause));
    leaving.clear();
  }

  @Override
  public String toString() {
    return frames + (backlog.isEmpty() ? "" : ", the socket is full");
  }
}
