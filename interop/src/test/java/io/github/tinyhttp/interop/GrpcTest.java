package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.testkit.Await;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// gRPC-Java as the client of a service that is written by hand: a message is an octet, a length
/// and octets, and the outcome of a call is in trailers.
class GrpcTest {
  private static final int SECONDS = 20;

  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final CountDownLatch left = new CountDownLatch(1);
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    var events =
        new ServerEvents() {
          @Override
          public void refused(RefusalEvent refusal) {
            String rule = refusal.rule().toString();
            refusals.add(rule);
          }
        };
    server = Server.builder().bind(0).events(events).handler(this::call).start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  @AfterEach
  void end() throws InterruptedException {
    channel.shutdownNow();
    assertThat(channel.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
    server.close();
    assertThat(refusals).isEmpty();
  }

  // ---- the service

  private Response call(Request request) throws IOException {
    InputStream body = request.body();
    var status = new AtomicReference<>("0");
    if (request.path().equals("/test/Unknown")) {
      return grpc(Response.status(200))
          .withHeader("grpc-status", "12")
          .withHeader("grpc-message", "no such method");
    }
    request.onDisconnect(left::countDown);
    return grpc(Response.stream(out -> status.set(echo(request.path(), body, out))))
        .withTrailers(
            List.of("grpc-status", "grpc-message"),
            () -> Headers.of("grpc-status", status.get(), "grpc-message", "as you like"));
  }

  private static Response grpc(Response response) {
    return response.withType("application/grpc");
  }

  /// Sends each message back as it comes, and a thousand times where that is asked for.
  private static String echo(String path, InputStream body, OutputStream out) throws IOException {
    var input = new DataInputStream(body);
    int times = path.equals("/test/Many") ? 1_000 : 1;
    while (true) {
      byte[] message = message(input);
      if (message == null) {
        return "0";
      }
      if (new String(message, StandardCharsets.UTF_8).equals("fail")) {
        return "9";
      }
      byte[] frame = ByteBuffer.allocate(5 + message.length).putInt(1, message.length).array();
      System.arraycopy(message, 0, frame, 5, message.length);
      for (int i = 0; i < times; i++) {
        out.write(frame);
        out.flush();
      }
    }
  }

  private static byte[] message(DataInputStream input) throws IOException {
    if (input.read() < 0) {
      return null;
    }
    byte[] message = new byte[input.readInt()];
    try {
      input.readFully(message);
    } catch (EOFException e) {
      throw new IOException("half a message", e);
    }
    return message;
  }

  // ---- the client

  private record Octets() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
    return MethodDescriptor.newBuilder(new Octets(), new Octets())
        .setType(type)
        .setFullMethodName("test/" + name)
        .build();
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  private byte[] unary(String name, byte[] message) {
    return ClientCalls.blockingUnaryCall(
        channel, method(MethodType.UNARY, name), options(), message);
  }

  private ClientCall<byte[], byte[]> streaming(String name) {
    return channel.newCall(method(MethodType.BIDI_STREAMING, name), options());
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// What came of a streaming call.
  private static final class Received implements StreamObserver<byte[]> {
    final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Boolean> completed = new CompletableFuture<>();

    @Override
    public void onNext(byte[] message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable e) {
      completed.completeExceptionally(e);
    }

    @Override
    public void onCompleted() {
      completed.complete(true);
    }

    byte[] next() throws InterruptedException {
      return messages.poll(SECONDS, TimeUnit.SECONDS);
    }
  }

  // ---- the acts

  @Test
  void a_unary_call_has_its_message_back() {
    assertThat(unary("Echo", octets("hello"))).isEqualTo(octets("hello"));
    assertThat(unary("Echo", new byte[0])).isEmpty();
    byte[] large = ClientContract.noise(1 << 20);
    assertThat(unary("Echo", large)).isEqualTo(large);
  }

  @Test
  void a_call_that_fails_is_told_why_in_trailers() {
    assertThatThrownBy(() -> unary("Echo", octets("fail")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("FAILED_PRECONDITION: as you like");
  }

  @Test
  void an_unknown_method_is_told_in_the_only_head() {
    assertThatThrownBy(() -> unary("Unknown", octets("hello")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("UNIMPLEMENTED: no such method");
  }

  @Test
  void messages_go_both_ways_in_turn() throws Exception {
    var received = new Received();
    StreamObserver<byte[]> sending =
        ClientCalls.asyncBidiStreamingCall(streaming("Echo"), received);
    for (int i = 0; i < 1_000; i++) {
      sending.onNext(octets("message " + i));
      assertThat(received.next()).isEqualTo(octets("message " + i));
    }
    sending.onCompleted();
    assertThat(received.completed.get(SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void messages_go_both_ways_at_once() throws Exception {
    var received = new Received();
    StreamObserver<byte[]> sending =
        ClientCalls.asyncBidiStreamingCall(streaming("Echo"), received);
    for (int i = 0; i < 20_000; i++) {
      sending.onNext(octets("message " + i));
    }
    sending.onCompleted();
    assertThat(received.completed.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 20_000; i++) {
      assertThat(received.messages.poll()).isEqualTo(octets("message " + i));
    }
  }

  @Test
  void a_hundred_thousand_messages_come_without_being_taken_for_an_attack() throws Exception {
    var received = new Received();
    StreamObserver<byte[]> sending =
        ClientCalls.asyncBidiStreamingCall(streaming("Many"), received);
    for (int i = 0; i < 100; i++) {
      sending.onNext(octets("small"));
    }
    sending.onCompleted();
    assertThat(received.completed.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(received.messages).hasSize(100_000);
  }

  @Test
  void a_call_that_is_cancelled_is_noticed() throws Exception {
    ClientCall<byte[], byte[]> call = streaming("Echo");
    var received = new Received();
    StreamObserver<byte[]> sending = ClientCalls.asyncBidiStreamingCall(call, received);
    sending.onNext(octets("hello"));
    assertThat(received.next()).isEqualTo(octets("hello"));
    call.cancel("enough", null);
    Await.opened(left);
    assertThat(unary("Echo", octets("on"))).isEqualTo(octets("on"));
  }

  @Test
  void a_hundred_calls_share_the_connection() throws Exception {
    List<Received> all = new ArrayList<>();
    List<StreamObserver<byte[]>> sending = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      var received = new Received();
      all.add(received);
      sending.add(ClientCalls.asyncBidiStreamingCall(streaming("Echo"), received));
    }
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 100; i++) {
        sending.get(i).onNext(octets("call " + i));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(all.get(i).next()).isEqualTo(octets("call " + i));
      }
    }
    sending.forEach(StreamObserver::onCompleted);
    for (Received received : all) {
      assertThat(received.completed.get(SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }
}
