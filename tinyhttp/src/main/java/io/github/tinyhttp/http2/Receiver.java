package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Limits;
import java.util.function.Consumer;

/// What frames mean for their streams and for the connection, RFC 9113 §5 and §6. For the driver.
final class Receiver implements FrameHandler {
  private final Http2Connection connection;
  private final Streams streams;
  private final Sender sender;
  private final Limits limits;
  private final RequestFields fields;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.TABLE);
  private final HeaderBlock block = new HeaderBlock();
  private final ClientSettings settings;

  /// How many octets of DATA the client may send on the connection before it gets credit, which it
  /// gets at once: what waits in memory is bounded by the windows of the streams, so a body that no
  /// thread reads never holds up another one.
  private final int window;

  /// How many octets of DATA came since the client got credit for the connection.
  private int received;

  /// The client knows how many streams it may open.
  private boolean acknowledged;

  Receiver(Http2Connection connection) {
    this.connection = connection;
    this.streams = connection.streams();
    this.sender = connection.sender();
    this.limits = connection.http().limits();
    this.window = connection.http().options().connectionWindow();
    this.fields = new RequestFields(limits);
    this.settings = new ClientSettings(sender, streams);
  }

  /// How many bytes of memory a header block holds.
  int heldBytes() {
    return block.heldBytes();
  }

  /// Whether a header block has begun and not ended.
  boolean isInBlock() {
    return block.isOpen();
  }

  /// Whether the client has sent its SETTINGS.
  boolean isGreeted() {
    return settings.isTaken();
  }

  private void spend(Budget.Cost cost) throws ConnectionFault {
    connection.spend(cost);
  }

  /// Every frame but SETTINGS comes after the first SETTINGS (§3.4), and none in the middle of a
  /// header block (§6.10).
  private void begin() throws ConnectionFault {
    if (block.isOpen()) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a header block is interrupted");
    }
    if (!settings.isTaken()) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "SETTINGS come first");
    }
  }

  // ---- DATA

  @Override
  public void data(int id, byte[] bytes, int start, int end, int padding, boolean endStream)
      throws ConnectionFault, StreamFault {
    begin();
    int length = end - start;
    receive(length + padding);
    Http2Stream stream = streams.get(id);
    if (length == 0 && (!endStream || stream == null)) {
      spend(Budget.Cost.TINY);
    }
    if (stream == null) {
      streams.checkClosed(id);
      return; // it was reset by this side, and the client did not know that
    }
    if (stream.remoteEnded) {
      throw new StreamFault(id, ErrorCode.STREAM_CLOSED, "DATA after the end of the stream");
    }
    if (length + padding > stream.receiveWindow) {
      throw new StreamFault(id, ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the window allows");
    }
    stream.receiveWindow -= length + padding;
    stream.progressedAt = connection.now();
    connection.timer().received(stream, length);
    if (stream.bodyLeft >= 0) {
      stream.bodyLeft -= length;
      if (stream.bodyLeft < 0) {
        throw new StreamFault(id, ErrorCode.PROTOCOL_ERROR, Rule.CONTENT_LENGTH.message());
      }
    }
    StreamInput input = stream.input();
    if (input != null && length > 0 && stream.takesData()) {
      input.add(bytes, start, end);
    }
    tell(stream);
    if (endStream) {
      ended(stream, Headers.empty());
    } else {
      creditPadding(stream, padding);
    }
  }

  /// Gives credit for padding when it is worth a frame, or when a body that no thread reads yet
  /// needs it.
  private void creditPadding(Http2Stream stream, int octets) {
    stream.padding += octets;
    boolean needed = stream.collecting && stream.bodyLeft > stream.receiveWindow;
    if (stream.padding >= FlowControl.PADDING || needed) {
      credit(stream, stream.padding);
      stream.padding = 0;
    }
  }

  /// Counts octets of DATA. The client gets credit for the connection at once: what waits in memory
  /// is bounded by the windows of the streams.
  private void receive(int octets) throws ConnectionFault {
    received += octets;
    if (received > window) {
      throw new ConnectionFault(
          ErrorCode.FLOW_CONTROL_ERROR, "more DATA than the window of the connection allows");
    }
    if (received >= window / 2) {
      Frames.putWindowUpdate(sender.out(), 0, received);
      received = 0;
    }
  }

  /// Gives a client credit for a stream.
  void credit(Http2Stream stream, int octets) {
    if (octets > 0 && !stream.remoteEnded && stream.takesData() && !stream.closed) {
      stream.receiveWindow += octets;
      Frames.putWindowUpdate(sender.out(), stream.id(), octets);
    }
  }

  /// Tells the receiver of a tunnel that something has come.
  private void tell(Http2Stream stream) {
    Tunnel tunnel = stream.tunnel();
    if (tunnel != null) {
      connection.tunnels().add(tunnel.receiver());
    }
  }

  /// The client has ended a stream. It need not send the content that it has announced once it has
  /// the response: OkHttp ends so what waited for `100 Continue` in vain.
  private void ended(Http2Stream stream, Headers trailers) throws StreamFault {
    if (stream.bodyLeft > 0 && !stream.localEnded) {
      throw new StreamFault(stream.id(), ErrorCode.PROTOCOL_ERROR, Rule.CONTENT_LENGTH.message());
    }
    stream.remoteEnded = true;
    StreamInput input = stream.input();
    if (input != null) {
      input.end(trailers);
    }
    if (stream.collecting) {
      stream.collecting = false;
      connection.arrivals().arrive(stream);
    }
    tell(stream);
    if (stream.localEnded) {
      connection.ends().close(stream);
    }
  }

  // ---- header blocks

  @Override
  public void headers(
      int id, byte[] bytes, int start, int end, boolean endHeaders, boolean endStream)
      throws ConnectionFault, StreamFault {
    begin();
    if (endHeaders) {
      section(id, bytes, start, end, endStream);
    } else {
      block.begin(id, endStream);
      block.add(bytes, start, end, limits.head());
    }
  }

  @Override
  public void continuation(int id, byte[] bytes, int start, int end, boolean endHeaders)
      throws ConnectionFault, StreamFault {
    if (!block.isOpen() || block.stream() != id) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "nothing is to be continued");
    }
    spend(Budget.Cost.TINY);
    block.add(bytes, start, end, limits.head());
    if (endHeaders) {
      byte[] whole = block.end();
      section(id, whole, 0, whole.length, block.endsStream());
    }
  }

  /// Takes a header or trailer section. Its block is decoded whatever becomes of the stream, so
  /// that both sides keep the same table.
  private void section(int id, byte[] bytes, int start, int end, boolean endStream)
      throws ConnectionFault, StreamFault {
    Http2Stream stream = streams.get(id);
    if (stream != null) {
      var trailers = new TrailerFields(limits);
      decode(bytes, start, end, trailers);
      take(stream, trailers, endStream);
    } else if (streams.isNew(id)) {
      fields.clear(end - start);
      decode(bytes, start, end, fields);
      connection.arrivals().open(id, fields, endStream);
      fields.release();
    } else {
      decode(bytes, start, end, _ -> {});
      streams.checkClosed(id);
      spend(Budget.Cost.TINY);
    }
  }

  private void decode(byte[] bytes, int start, int end, Consumer<HeaderField> sink)
      throws ConnectionFault {
    try {
      decoder.decode(bytes, start, end, sink);
    } catch (HpackFault e) {
      throw new ConnectionFault(ErrorCode.COMPRESSION_ERROR, String.valueOf(e.getMessage()));
    }
  }

  private void take(Http2Stream stream, TrailerFields trailers, boolean endStream)
      throws StreamFault {
    int id = stream.id();
    if (stream.remoteEnded) {
      throw new StreamFault(id, ErrorCode.STREAM_CLOSED, "HEADERS after the end of the stream");
    }
    if (!endStream) {
      throw new StreamFault(id, ErrorCode.PROTOCOL_ERROR, "trailer fields end the stream");
    }
    if (stream.head().isTunnel() || stream.head().method().equals(HttpMethod.CONNECT)) {
      throw new StreamFault(id, ErrorCode.PROTOCOL_ERROR, "a tunnel has no trailer fields");
    }
    Rule broken = trailers.broken();
    if (broken != null) {
      throw new StreamFault(id, ErrorCode.PROTOCOL_ERROR, broken.message());
    }
    ended(stream, trailers.fields());
  }

  // ---- the end of streams

  @Override
  public void reset(int id) throws ConnectionFault {
    begin();
    Http2Stream stream = streams.get(id);
    if (stream == null) {
      streams.checkNotIdle(id);
      spend(Budget.Cost.ADJUSTMENT);
      return;
    }
    if (!stream.localEnded) {
      spend(Budget.Cost.RESET);
    }
    connection.ends().wasReset(stream);
  }

  @Override
  public void failed(StreamFault fault) throws ConnectionFault {
    spend(Budget.Cost.MISTAKE);
    connection.ends().fail(fault);
  }

  // ---- the connection

  @Override
  public void priority(int id) throws ConnectionFault {
    begin();
    spend(Budget.Cost.ADJUSTMENT);
  }

  @Override
  public void setting(int identifier, long value) throws ConnectionFault {
    if (block.isOpen()) {
      begin();
    }
    spend(Budget.Cost.ADJUSTMENT);
    settings.take(identifier, value);
  }

  @Override
  public void settingsEnd() throws ConnectionFault {
    if (block.isOpen()) {
      begin();
    }
    spend(Budget.Cost.REPLY);
    settings.taken();
    Frames.putSettingsAck(sender.out());
  }

  @Override
  public void settingsAck() throws ConnectionFault {
    begin();
    spend(Budget.Cost.ADJUSTMENT);
    acknowledged = true;
    connection.timer().acknowledged();
  }

  @Override
  public void ping(boolean ack, long data) throws ConnectionFault {
    begin();
    if (ack) {
      spend(Budget.Cost.ADJUSTMENT);
      connection.ending().ponged(data);
      connection.ends().ponged(data);
    } else {
      spend(Budget.Cost.REPLY);
      Frames.putPing(sender.out(), Frames.ACK, data);
    }
  }

  @Override
  public void goAway() throws ConnectionFault {
    begin();
    spend(Budget.Cost.ADJUSTMENT);
    connection.ending().clientLeaves();
  }

  @Override
  public void windowUpdate(int id, int increment) throws ConnectionFault, StreamFault {
    begin();
    spend(Budget.Cost.ADJUSTMENT);
    if (id == 0) {
      sender.addWindow(increment);
      return;
    }
    Http2Stream stream = streams.get(id);
    if (stream == null) {
      streams.checkNotIdle(id);
      return;
    }
    if (increment == 0) {
      throw new StreamFault(id, ErrorCode.PROTOCOL_ERROR, "a window is changed by nothing");
    }
    if ((long) stream.sendWindow + increment > Integer.MAX_VALUE) {
      throw new StreamFault(id, ErrorCode.FLOW_CONTROL_ERROR, "a window is too large");
    }
    stream.sendWindow += increment;
    sender.schedule(stream);
  }

  @Override
  public void priorityUpdate(int id, String value) throws ConnectionFault {
    begin();
    spend(Budget.Cost.ADJUSTMENT);
    Priority priority = Priority.of(value);
    Http2Stream stream = streams.get(id);
    if (stream != null) {
      sender.prioritize(stream, priority);
    } else if (!streams.prioritizesEarly(id, priority) && acknowledged) {
      throw new ConnectionFault(
          ErrorCode.PROTOCOL_ERROR, "more streams are prioritized than may be open");
    }
  }

  @Override
  public void unknown() throws ConnectionFault {
    begin();
    spend(Budget.Cost.ADJUSTMENT);
  }
}
