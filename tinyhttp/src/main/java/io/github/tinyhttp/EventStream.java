package io.github.tinyhttp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.content.BackgroundTasks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Events on their way to one client (server-sent events, the HTML standard's `EventSource`), made
/// by [Response#events(Feed)]:
///
/// ```java
/// Response clock = Response.events(stream -> {
///   while (true) {
///     stream.send(Instant.now().toString());
///     Thread.sleep(Duration.ofSeconds(1));
///   }
/// });
/// ```
///
/// A client that has got nothing for a while gets a comment, so that intermediaries do not take the
/// connection for dead, and the server notices a client that is gone. `Cache-Control: no-cache`
/// tells caches not to use the response again, and `X-Accel-Buffering: no` tells nginx not to hold
/// it back.
///
/// Any thread may call the methods. Each event leaves at once and whole, in the order it was given.
/// A client that does not keep up holds back the sender: [#send(Event)] waits for it, and
/// [#offer(Event)] returns false, for a publisher that has other subscribers to serve.
///
/// A stream ends when its [Feed] returns, when it is closed, when the client is gone, or when the
/// server shuts down. Events that were sent before are still delivered, unless the client is gone.
/// A browser then connects again by itself, and tells in [Request#lastEventId()] where it was. To
/// stop it from coming back, respond with 204 ([Response#empty()]).
public final class EventStream implements AutoCloseable {
  /// The code that feeds one stream of events.
  @FunctionalInterface
  public interface Feed {
    /// Called once for each client, on a thread of its own; the stream ends when this returns. A
    /// client that has left by then gets no feed. Code that leaves the sending to other threads
    /// waits here, see [EventStream#awaitEnd()]. An exception cuts the connection, unless the
    /// stream has ended before. When the stream ends for another reason the thread is interrupted.
    void open(EventStream stream) throws Exception;
  }

  /// One event.
  ///
  /// @param name its type, for `addEventListener`; without one it is a `message`
  /// @param id what the client will say in `Last-Event-ID` when it connects again; an empty one
  ///   makes it forget the last
  /// @param data any text; line ends of all kinds arrive as LF
  /// @param retry how long the client shall wait before it connects again, sent in milliseconds
  @CheckReturnValue
  public record Event(
      Optional<String> name, Optional<String> id, String data, Optional<Duration> retry) {
    /// @throws IllegalArgumentException for a name or an id with CR, LF or NUL, or a negative time
    public Event {
      name.ifPresent(text -> checkLine("name", text));
      id.ifPresent(text -> checkLine("id", text));
      if (retry.isPresent() && retry.get().isNegative()) {
        throw new IllegalArgumentException("retry cannot be negative: " + retry.get());
      }
    }

    /// An event with nothing but data.
    public static Event of(String data) {
      return new Event(Optional.empty(), Optional.empty(), data, Optional.empty());
    }

    /// This event with a name.
    ///
    /// @throws IllegalArgumentException for CR, LF or NUL
    public Event withName(String text) {
      return new Event(Optional.of(text), id, data, retry);
    }

    /// This event with an id.
    ///
    /// @throws IllegalArgumentException for CR, LF or NUL
    public Event withId(String text) {
      return new Event(name, Optional.of(text), data, retry);
    }

    /// This event with another time to wait before the client connects again.
    ///
    /// @throws IllegalArgumentException if it is negative
    public Event withRetry(Duration time) {
      return new Event(name, id, data, Optional.of(time));
    }

    private static void checkLine(String what, String text) {
      if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
        throw new IllegalArgumentException("CR, LF or NUL in the " + what + " of an event");
      }
    }
  }

  /// The time without an event after which a comment is sent, unless the application says
  /// otherwise.
  static final Duration HEARTBEAT_TIME = Duration.ofSeconds(15);

  private static final Response CONNECTED =
      Response.status(200)
          .withHeader("Content-Type", "text/event-stream")
          .withHeader("Cache-Control", "no-cache")
          .withHeader("X-Accel-Buffering", "no");

  /// How many bytes may wait for a slow client, beside what the operating system holds.
  private static final int MOST_WAITING = 64 << 10;

  private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private enum State {
    /// Events may be sent.
    OPEN,
    /// The events that were sent leave, and then the end of the content.
    ENDED,
    /// The client is gone.
    GONE
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @GuardedBy("lock")
  private final Queue<byte[]> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private int bytesWaiting;

  @GuardedBy("lock")
  private boolean probing;

  /// Moves `OPEN -> ENDED | GONE`, `ENDED -> GONE`.
  @GuardedBy("lock")
  private State state = State.OPEN;

  /// What the feed has thrown, if that has ended the stream.
  @GuardedBy("lock")
  private @Nullable Throwable failure;

  /// The thread of the feed, until the stream has ended.
  @GuardedBy("lock")
  private @Nullable Thread feeder;

  EventStream() {}

  /// See [Response#events(Duration, Feed)].
  static Response response(Duration heartbeat, Feed feed) {
    if (heartbeat.isNegative() || heartbeat.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "the time between comments is from 0 to a day, not " + heartbeat);
    }
    return CONNECTED.withBody(Body.endless(() -> new EventWriter(feed, heartbeat)));
  }

  // ---- for applications

  /// Sends an event with nothing but data. As [#send(Event)].
  public void send(String data) throws IOException {
    send(Event.of(data));
  }

  /// Sends an event, and waits while more than 64 KiB wait for the client.
  ///
  /// @throws IOException if the stream has ended, or ends while this waits
  /// @throws InterruptedIOException if the thread is interrupted while it waits; it stays so
  public void send(Event event) throws IOException {
    put(EventFormat.event(event));
  }

  /// Sends an event, unless the client has more than 64 KiB to read already; never waits. A client
  /// that misses an event has a hole in its stream: close the stream, so that the client connects
  /// again and gets what it lacks.
  ///
  /// @return whether the event is on its way
  public boolean offer(Event event) {
    byte[] bytes = EventFormat.event(event);
    lock.lock();
    try {
      if (state != State.OPEN || !hasRoomFor(bytes)) {
        return false;
      }
      add(bytes);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Sends a comment, which clients ignore. As [#send(Event)].
  ///
  /// @param text line ends of all kinds are allowed
  public void comment(String text) throws IOException {
    put(EventFormat.comment(text));
  }

  /// Tells the client how long to wait before it connects again. As [#send(Event)].
  ///
  /// @param time sent in milliseconds
  /// @throws IllegalArgumentException if it is negative
  public void retry(Duration time) throws IOException {
    if (time.isNegative()) {
      throw new IllegalArgumentException("retry cannot be negative: " + time);
    }
    put(EventFormat.retry(time));
  }

  /// Whether events can be sent.
  public boolean isOpen() {
    lock.lock();
    try {
      return state == State.OPEN;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the stream has ended, for whatever reason.
  public void awaitEnd() throws InterruptedException {
    lock.lock();
    try {
      while (state == State.OPEN) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream, once what was sent has left. Returns at once; closing twice is the same as
  /// once.
  @Override
  public void close() {
    end(State.ENDED, null);
  }

  private void put(byte[] bytes) throws IOException {
    lock.lock();
    try {
      while (state == State.OPEN && !hasRoomFor(bytes)) {
        changed.await();
      }
      if (state != State.OPEN) {
        throw new IOException("the stream of events has ended");
      }
      add(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while the client is slow");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean hasRoomFor(byte[] bytes) {
    return waiting.isEmpty() || bytes.length <= MOST_WAITING - bytesWaiting;
  }

  @GuardedBy("lock")
  private void add(byte[] bytes) {
    waiting.add(bytes);
    bytesWaiting += bytes.length;
    changed.signalAll();
  }

  private void end(State how, @Nullable Throwable cause) {
    lock.lock();
    try {
      if (state == State.OPEN) {
        failure = cause;
      }
      if (state.compareTo(how) < 0) {
        state = how;
      }
      changed.signalAll();
      interruptFeeder(); // after the signal, which ends a wait for the stream in order
    } finally {
      lock.unlock();
    }
  }

  /// Interrupts the feed, which may wait for something that has nothing to do with us. While the
  /// lock is held its thread is not at another task yet.
  @GuardedBy("lock")
  private void interruptFeeder() {
    if (feeder != null && feeder != Thread.currentThread()) {
      feeder.interrupt();
    }
    feeder = null;
  }

  // ---- for the writer of the stream

  /// Runs the feed on a thread of its own.
  void start(Feed code) {
    BackgroundTasks.start("tinyhttp-events", () -> run(code));
  }

  private void run(Feed code) {
    if (!begins()) {
      return;
    }
    Throwable thrown = null;
    try {
      code.open(this);
    } catch (Throwable e) {
      thrown = e;
    }
    end(State.ENDED, thrown); // the thread is the feed's no longer
  }

  private boolean begins() {
    lock.lock();
    try {
      feeder = state == State.OPEN ? Thread.currentThread() : null;
      return feeder != null;
    } finally {
      lock.unlock();
    }
  }

  /// The client is gone.
  void lose() {
    end(State.GONE, null);
  }

  /// Has the writer write something soon.
  void probe() {
    lock.lock();
    try {
      probing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next bytes to write: those of all events that wait, or those of a comment if
  /// none come for a time.
  ///
  /// @param heartbeat that time; zero for no comments
  /// @return empty at the end of the stream
  Optional<byte[]> take(Duration heartbeat) throws InterruptedException {
    long left = heartbeat.toNanos();
    lock.lock();
    try {
      while (waiting.isEmpty() && state == State.OPEN) {
        if (probing || left < 0 || left == 0 && !heartbeat.isZero()) {
          probing = false;
          return Optional.of(HEARTBEAT);
        }
        if (heartbeat.isZero()) {
          changed.await();
        } else {
          left = changed.awaitNanos(left);
        }
      }
      probing = false;
      return waiting.isEmpty() ? Optional.empty() : Optional.of(takeAll());
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private byte[] takeAll() {
    byte[] all = new byte[bytesWaiting];
    int at = 0;
    for (byte[] one : waiting) {
      System.arraycopy(one, 0, all, at, one.length);
      at += one.length;
    }
    waiting.clear();
    bytesWaiting = 0;
    changed.signalAll();
    return all;
  }

  /// What the feed has thrown, if that has ended the stream.
  @Nullable Throwable failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }
}
