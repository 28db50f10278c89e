package io.github.tinyhttp.http2;

import io.github.tinyhttp.HttpException;
import java.io.IOException;

/// How the streams of one connection end. For the driver.
final class StreamEnds {
  /// With the number of a stream, the PING behind its response.
  private static final long RESPONDED = 0x7265_6164_0000_0000L;

  private final Http2Connection connection;
  private final Streams streams;
  private final Sender sender;

  StreamEnds(Http2Connection connection) {
    this.connection = connection;
    this.streams = connection.streams();
    this.sender = connection.sender();
  }

  /// The client broke a rule of a stream.
  void fail(StreamFault fault) throws ConnectionFault {
    Http2Stream stream = streams.get(fault.stream());
    if (stream == null && fault.stream() > streams.last()) {
      throw new ConnectionFault(fault.code(), fault.text()); // no stream that could be reset
    }
    connection.tellRefused(fault.code(), fault.text());
    if (stream != null) {
      reset(stream, fault.code(), new IOException("the client broke a rule: " + fault.text()));
    }
  }

  /// Resets a stream.
  void reset(Http2Stream stream, ErrorCode code, IOException cause) {
    Frames.putReset(sender.out(), stream.id(), code);
    streams.noticeReset(stream.id());
    forget(stream, cause);
  }

  /// The client has reset a stream.
  void wasReset(Http2Stream stream) {
    forget(stream, new IOException("the client has reset the stream"));
  }

  private void forget(Http2Stream stream, IOException cause) {
    streams.remove(stream);
    connection.timer().noticeStream(connection.now());
    stream.forget(cause);
  }

  /// No stream gets on any more.
  void forgetAll(IOException cause) {
    sender.cut(cause);
    for (Http2Stream stream : streams.all()) {
      stream.forget(cause);
      streams.remove(stream); // then: whatever has failed before is tried again
    }
  }

  /// The response of a stream ends with what was collected last. A body that is still on its way is
  /// waited for if the client has the credit for all of it. If not, the client is asked to stop
  /// (§8.1), once it has read the response: some clients forget a response that comes with a reset.
  void responded(Http2Stream stream) {
    connection.budget().earn(Budget.RESPONSE);
    stream.progressedAt = connection.now();
    connection.timer().responded(connection.now());
    StreamInput input = stream.input();
    if (input != null && stream.tunnel() == null) {
      input.retire();
    }
    ErrorCode code = stream.resetAfterResponse;
    if (code != null) {
      Frames.putReset(sender.out(), stream.id(), code);
      streams.noticeReset(stream.id());
      close(stream);
    } else if (stream.remoteEnded || connection.input().hasEnded()) {
      close(stream);
    } else if (!stream.takesData()
        && (stream.bodyLeft < 0 || stream.bodyLeft > stream.receiveWindow)) {
      askToStop(stream);
    }
  }

  private void askToStop(Http2Stream stream) {
    Frames.putPing(sender.out(), 0, RESPONDED | stream.id());
  }

  /// The application has closed a tunnel. If this side has ended before, the client is asked to
  /// stop; else it is when this side ends.
  void closed(Http2Stream stream) {
    if (stream.localEnded && !stream.closed) {
      askToStop(stream);
    }
  }

  /// The client has responded to a PING, and so has read what was before it.
  void ponged(long data) {
    if ((data & RESPONDED) == RESPONDED) {
      Http2Stream stream = streams.get((int) data);
      if (stream != null && stream.localEnded && !stream.takesData()) {
        ErrorCode code = stream.tunnel() == null ? ErrorCode.NO_ERROR : ErrorCode.CANCEL;
        reset(stream, code, new IOException("the body is gone"));
      }
    }
  }

  /// The client has ended its side of the connection in the middle of a body.
  void cutBody(Http2Stream stream) throws ConnectionFault {
    StreamInput input = stream.input();
    if (input != null && stream.head().isTunnel()) {
      breakOff(stream, input);
    } else if (stream.localEnded) {
      close(stream);
    } else if (stream.collecting) {
      connection.arrivals().refuse(stream, Rule.BODY_CUT);
    } else if (input != null) {
      stream.tellRefused(Rule.BODY_CUT);
      input.fail(new HttpException(Rule.BODY_CUT.status().code(), Rule.BODY_CUT.message()));
    }
  }

  /// What the client of a tunnel has sent can be taken, and what it is sent can be read.
  private void breakOff(Http2Stream stream, StreamInput input) {
    input.breakOff(new IOException("the client has ended the connection"));
    Tunnel tunnel = stream.tunnel();
    if (tunnel != null) {
      connection.tunnels().add(tunnel.receiver());
    }
    if (stream.localEnded) {
      close(stream);
    }
  }

  /// Cuts content that waits for a window, which no client opens that has ended its side of the
  /// connection.
  ///
  /// @return whether there was any
  boolean cutsHeldUp() {
    boolean any = false;
    for (Http2Stream stream : streams.all()) {
      if (sender.isHeldUp(stream)) {
        reset(stream, ErrorCode.CANCEL, new IOException("the client has closed its windows"));
        any = true;
      }
    }
    return any;
  }

  /// A stream has ended on both sides.
  void close(Http2Stream stream) {
    streams.remove(stream);
    connection.timer().noticeStream(connection.now());
    Tunnel tunnel = stream.tunnel();
    if (tunnel != null) {
      connection.tunnels().add(tunnel.receiver());
    }
  }
}
