package io.github.tinyhttp.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The requests of one connection whose responses have not left yet, in the order the requests
/// came, and the right to write: responses leave in the order of the requests (RFC 9112 §9.3.2).
///
/// ```
/// unsent ──► … ──► first ──► … ──► last
/// encoded, not     the next to     the newest request
/// yet written      be encoded
/// ```
///
/// At most one thread is the *writer*. A thread becomes the writer when it gives the response that
/// is next in line, and then also writes those that are ready behind it.
///
/// No thread holds the lock of a pipeline while it writes, or while code of the application runs.
final class Pipeline {
  /// What the pipeline keeps of one request, within the carrier so that it takes no further object.
  /// Guarded by the lock of the pipeline, which a place does not know.
  abstract static class Place {
    /// The request that came behind this one.
    private @Nullable PipelinedCarrier next;

    private ResponseStage stage = ResponseStage.WAITING;
  }

  private static final VarHandle QUIET;

  static {
    try {
      QUIET = MethodHandles.lookup().findVarHandle(Pipeline.class, "quiet", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final byte[] NO_BYTES = {};

  /// The first request whose response is not with the operating system; equal to `first` if none is
  /// encoded.
  @GuardedBy("this")
  private @Nullable PipelinedCarrier unsent;

  @GuardedBy("this")
  private @Nullable PipelinedCarrier first;

  @GuardedBy("this")
  private @Nullable PipelinedCarrier last;

  /// How many requests there are from `first` on.
  @GuardedBy("this")
  private int inFlight;

  @GuardedBy("this")
  private boolean hasWriter;

  @GuardedBy("this")
  private boolean quietWanted;

  /// The driver waits until fewer requests than this are in flight; 0 if it does not wait.
  @GuardedBy("this")
  private int fewerWanted;

  @GuardedBy("this")
  private boolean over;

  /// The batch of a driver that is inside a handler: it may hold responses to earlier requests.
  @GuardedBy("this")
  private @Nullable WriteBatch earlier;

  /// Responses to earlier requests, taken out of such a batch.
  @GuardedBy("this")
  private byte[] prefix = NO_BYTES;

  /// What [#isQuiet()] tells, which takes no lock so that a driver can ask before each request.
  /// Written in the lock, and released to those that read it without.
  private boolean quiet = true;

  /// When the last response was written, or a moment before; for the idle deadline.
  @GuardedBy("this")
  private long quietSince = Clock.now();

  // ---- requests

  synchronized void append(PipelinedCarrier carrier) {
    Place before = last;
    if (before == null) {
      unsent = carrier;
    } else {
      before.next = carrier;
    }
    if (first == null) {
      first = carrier;
    }
    last = carrier;
    inFlight++;
    noteQuiet();
    if (over) {
      carrier.request().clientLeft();
    }
  }

  /// Appends a request in whose handler the driver runs itself.
  ///
  /// @param batch may hold responses to earlier requests
  synchronized void append(PipelinedCarrier carrier, WriteBatch batch) {
    append(carrier);
    earlier = batch.isEmpty() ? null : batch;
  }

  /// The writer has encoded the response of the first request.
  synchronized void encoded(PipelinedCarrier carrier) {
    Place place = carrier;
    place.stage = ResponseStage.ENCODED;
    if (over) {
      return; // all were given up meanwhile
    }
    earlier = null;
    first = place.next;
    inFlight--;
    noteQuiet();
    quietSince = carrier.request().since(); // near enough, and one look at the clock less
    if (first != null) {
      notifyAll(); // a thread may wait for its turn
    }
  }

  /// Takes out the requests whose responses are encoded, because the operating system has those.
  ///
  /// @return the first of them, [#unlinked] has the others; null if there are none
  synchronized @Nullable PipelinedCarrier takeSent() {
    PipelinedCarrier sent = unsent;
    if (sent == null || sent == first) {
      return null;
    }
    Place newest = sent;
    for (PipelinedCarrier one = newest.next; one != first; one = newest.next) {
      newest = Objects.requireNonNull(one, "the requests up to the first one are linked");
    }
    newest.next = null;
    unsent = first;
    if (first == null) {
      last = null;
    }
    return sent;
  }

  /// The request behind one that was taken out with it. The link between the two is cut, since an
  /// application may keep the one, but not all that follow it.
  static @Nullable PipelinedCarrier unlinked(Place taken) {
    PipelinedCarrier following = taken.next;
    taken.next = null;
    return following;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized @Nullable PipelinedCarrier first() {
    return first;
  }

  synchronized boolean isLast(PipelinedCarrier carrier) {
    return last == carrier;
  }

  /// The first request, if it has its response.
  synchronized @Nullable PipelinedCarrier firstReady() {
    PipelinedCarrier carrier = first;
    return carrier != null && isAt(carrier, ResponseStage.READY) ? carrier : null;
  }

  private static boolean isAt(Place place, ResponseStage stage) {
    return place.stage == stage;
  }

  // ---- the writer

  /// A request has its response.
  synchronized WriteTurn ready(Place place) {
    if (over) {
      return WriteTurn.LOST;
    }
    place.stage = ResponseStage.READY;
    if (hasWriter || first != place) {
      return WriteTurn.KEPT;
    }
    hasWriter = true; // all is not quiet, as a request waits
    return WriteTurn.WRITE;
  }

  /// Makes the loop the writer, of what the socket has not taken.
  synchronized void loopWrites() {
    hasWriter = true;
    noteQuiet();
  }

  synchronized WriterStop stopWriting() {
    if (firstReady() != null) {
      return WriterStop.MORE;
    }
    hasWriter = false;
    noteQuiet();
    quietSince = Clock.now();
    notifyAll();
    boolean wakes = first == null && quietWanted && !over;
    boolean room = inFlight < fewerWanted && !over;
    if (wakes || room) {
      quietWanted = false;
      fewerWanted = 0;
    }
    return wakes ? WriterStop.QUIET : room ? WriterStop.ROOM : WriterStop.STOPPED;
  }

  /// Takes the bytes that have to leave before the first response in line.
  synchronized byte[] takePrefix() {
    byte[] taken = prefix;
    prefix = NO_BYTES;
    if (earlier != null) {
      taken = earlier.take();
      earlier = null;
    }
    return taken;
  }

  /// Takes over what a driver has collected: it is written before anything else.
  synchronized void inherit(WriteBatch batch) {
    if (!batch.isEmpty()) {
      prefix = batch.take();
    }
    earlier = null;
  }

  /// Keeps bytes that have to leave before the first response in line.
  synchronized void prefix(byte[] bytes) {
    prefix = bytes;
  }

  /// Adds what the requests hold in memory, and their responses. For the driver.
  synchronized void tally(MemoryTally tally) {
    tally.output(prefix.length);
    for (PipelinedCarrier one = unsent; one != null; one = following(one)) {
      tally.input(one.heldBytes());
      if (hasResponse(one)) {
        one.tallyContent(tally);
      }
    }
  }

  // ---- waiting

  /// Whether every request has its response encoded and no thread writes, or the connection is
  /// gone. Only the driver ends the quiet: it appends a request, or leaves bytes to itself to
  /// write.
  boolean isQuiet() {
    return (boolean) QUIET.getAcquire(this);
  }

  @GuardedBy("this")
  private void noteQuiet() {
    boolean now = over || first == null && !hasWriter; // who wrote the last response still writes
    QUIET.setRelease(this, now);
  }

  /// When the last response was written, nearly.
  synchronized long quietSince() {
    return quietSince;
  }

  /// Makes the next writer that leaves all quiet find [WriterStop#QUIET].
  ///
  /// @return whether the driver has to wait for it; false if all is quiet already
  synchronized boolean waitsForQuiet() {
    quietWanted = first != null || hasWriter;
    return quietWanted || over; // a connection that is gone has nothing to go on with
  }

  /// Makes the next writer that stops with fewer requests in flight find [WriterStop#ROOM].
  ///
  /// @return whether the driver has to wait for it; false if there are fewer already
  synchronized boolean waitsForFewer(int requests) {
    boolean wanted = inFlight >= requests;
    fewerWanted = wanted ? requests : 0;
    return wanted || over;
  }

  /// Makes the caller the writer, if the first request in line has no response yet and can be told
  /// something before it.
  ///
  /// @return whether the caller is the writer
  synchronized boolean writesBeforeResponse() {
    PipelinedCarrier carrier = first;
    if (carrier == null
        || hasWriter
        || over
        || !isAt(carrier, ResponseStage.WAITING)
        || !carrier.leavesInputAlone()
        || carrier.head().version() != HttpVersion.HTTP_1_1) { // RFC 9110 §15.2
      return false;
    }
    hasWriter = true;
    return true;
  }

  /// Waits until the responses to all requests before `place` are written; then the caller is the
  /// writer.
  void awaitTurn(Place place) throws IOException {
    if (!isNext(place)) {
      Driver.beforeBlocking();
    }
    synchronized (this) {
      try {
        while (!over && place.stage != ResponseStage.ENCODED && !isNext(place)) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for earlier responses");
      }
      if (over) {
        throw new IOException("the client is gone");
      }
      if (place.stage == ResponseStage.ENCODED) {
        throw new IOException("the request has been responded to meanwhile");
      }
      hasWriter = true;
    }
  }

  private synchronized boolean isNext(Place place) {
    return first == place && !hasWriter;
  }

  // ---- the end

  /// Whether a thread writes, or did when it broke off.
  synchronized boolean isWriting() {
    return hasWriter;
  }

  /// The last response is written.
  synchronized void complete() {
    hasWriter = false;
    noteQuiet();
  }

  synchronized boolean isOver() {
    return over;
  }

  /// Forgets all requests; responses that come now are lost.
  ///
  /// @return those whose response has not left, in order
  synchronized List<PipelinedCarrier> abandon() {
    List<PipelinedCarrier> lost = unsent == null ? List.of() : new ArrayList<>();
    for (PipelinedCarrier one = unsent; one != null; one = following(one)) {
      lost.add(one);
    }
    over = true;
    unsent = null;
    first = null;
    last = null;
    inFlight = 0;
    noteQuiet();
    notifyAll();
    return lost;
  }

  private static @Nullable PipelinedCarrier following(Place place) {
    return place.next;
  }

  /// Whether a request had its response before all were forgotten. If not, the response finds the
  /// client gone when it comes.
  synchronized boolean hasResponse(Place place) {
    return place.stage != ResponseStage.WAITING;
  }

  @Override
  public synchronized String toString() {
    return (over ? "over" : hasWriter ? "writing" : "idle") + ", " + inFlight + " in flight";
  }
}
