package io.github.tinyhttp.testing;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The client of one exchange in memory: all that has reached it, and whether it has left. For any
/// thread.
final class ClientSide {
  private final List<InterimResponse> interim = new ArrayList<>();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  /// The bytes that came after a switch of protocols.
  private final ByteArrayOutputStream switched = new ByteArrayOutputStream();

  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Status status;
  private Headers headers = Headers.empty();
  private Headers trailers = Headers.empty();
  private boolean complete;
  private boolean gone;

  /// The failure of the application's content; null if there was none.
  private @Nullable Throwable failure;

  // ---- the server writes

  synchronized void interim(Status code, Headers fields) throws IOException {
    checkPresent();
    interim.add(new InterimResponse(code, fields));
  }

  synchronized void head(Status code, Headers fields) throws IOException {
    checkPresent();
    status = code;
    headers = fields;
  }

  synchronized void content(byte[] bytes, int offset, int length) throws IOException {
    checkPresent();
    content.write(bytes, offset, length);
  }

  synchronized void switched(byte[] bytes, int offset, int length) {
    switched.write(bytes, offset, length);
  }

  private void checkPresent() throws IOException {
    if (gone) {
      throw new IOException("the client is gone");
    }
  }

  /// The content is whole, and followed by these trailer fields.
  synchronized void complete(Headers fields) {
    trailers = fields;
    complete = true;
  }

  /// Nothing more of the response comes. Called after the request was told of its end.
  void end() {
    ended.countDown();
  }

  /// The application's content failed. The first failure counts.
  synchronized void failed(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  // ---- the client

  /// The client leaves.
  ///
  /// @return whether that makes a difference: it was there, and has not got the whole response
  synchronized boolean leaves() {
    boolean early = !gone && !complete && ended.getCount() > 0;
    gone = true;
    return early;
  }

  synchronized boolean isGone() {
    return gone;
  }

  /// Waits for the end of the response.
  ///
  /// @return whether it came within that time
  boolean awaitsEnd(Duration time) throws InterruptedException {
    return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  synchronized Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  synchronized Optional<TestResponse> response() {
    Status code = status;
    return code == null
        ? Optional.empty()
        : Optional.of(new TestResponse(code, headers, content.toByteArray(), trailers, complete));
  }

  synchronized List<InterimResponse> interimResponses() {
    return List.copyOf(interim);
  }

  synchronized byte[] switchedOutput() {
    return switched.toByteArray();
  }
}
