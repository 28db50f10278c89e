package io.github.tinyhttp.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The engine of a provider whose calls do what a test has laid down, the last of it again and
/// again. It encrypts nothing: what it produces are zeros.
final class ScriptedEngine extends SSLEngine {
  private record Call(Status status, HandshakeStatus next, int consumed, int produced) {}

  private final SSLSession session;
  private final Queue<Call> calls = new ArrayDeque<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private HandshakeStatus status = HandshakeStatus.NOT_HANDSHAKING;
  private @Nullable String failure;

  /// @param session what the handshake has agreed on
  ScriptedEngine(SSLSession session) {
    this.session = session;
  }

  /// What the engine wants before the first call.
  ScriptedEngine wants(HandshakeStatus wanted) {
    status = wanted;
    return this;
  }

  /// Lays down the next call.
  ///
  /// @param next what the engine wants then
  /// @param consumed how many bytes it takes, at most
  /// @param produced how many it makes, at most
  ScriptedEngine call(Status result, HandshakeStatus next, int consumed, int produced) {
    calls.add(new Call(result, next, consumed, produced));
    return this;
  }

  /// All calls behind those that are laid down fail.
  ScriptedEngine fails(String message) {
    failure = message;
    return this;
  }

  ScriptedEngine task(Runnable task) {
    tasks.add(task);
    return this;
  }

  private SSLEngineResult does(ByteBuffer from, ByteBuffer into) throws SSLException {
    boolean last = failure == null && calls.size() == 1;
    Call call = last ? calls.peek() : calls.poll();
    if (call == null) {
      throw new SSLException(failure);
    }
    int consumed = Math.min(call.consumed, from.remaining());
    int produced = Math.min(call.produced, into.remaining());
    from.position(from.position() + consumed);
    into.put(new byte[produced]);
    status = call.next;
    return new SSLEngineResult(call.status, call.next, consumed, produced);
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer from, ByteBuffer into) throws SSLException {
    return does(from, into);
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer into) throws SSLException {
    return does(from, into);
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer into)
      throws SSLException {
    return does(from[offset], into);
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] into, int offset, int length)
      throws SSLException {
    return does(from, into[offset]);
  }

  @Override
  public @Nullable Runnable getDelegatedTask() {
    return tasks.poll();
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    return status;
  }

  @Override
  public SSLSession getSession() {
    return session;
  }

  @Override
  public void beginHandshake() {}

  @Override
  public void closeInbound() {}

  @Override
  public boolean isInboundDone() {
    return false;
  }

  @Override
  public void closeOutbound() {}

  @Override
  public boolean isOutboundDone() {
    return false;
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return new String[0];
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return new String[0];
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {}

  @Override
  public String[] getSupportedProtocols() {
    return new String[0];
  }

  @Override
  public String[] getEnabledProtocols() {
    return new String[0];
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {}

  @Override
  public void setUseClientMode(boolean mode) {}

  @Override
  public boolean getUseClientMode() {
    return false;
  }

  @Override
  public void setNeedClientAuth(boolean need) {}

  @Override
  public boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public void setWantClientAuth(boolean want) {}

  @Override
  public boolean getWantClientAuth() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {}

  @Override
  public boolean getEnableSessionCreation() {
    return false;
  }
}
