package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server on a Unix-domain socket, and the file it is reached through.
class UnixSocketTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("http.sock");
  }

  private Server serve(String text) throws IOException {
    return serve(Listener.unix(file), _ -> Response.text(text));
  }

  private Server serve(Listener listener, Handler handler) throws IOException {
    return closedAfter(
        Server.builder().listen(listener).options(options()).handler(handler).start());
  }

  private WireClient connect() {
    return closedAfter(
        WireClient.connect(UnixDomainSocketAddress.of(file), Duration.ofSeconds(60)));
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  /// Leaves what a process leaves that dies.
  private void die() throws IOException {
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(file));
    dead.close();
    assertThat(file).exists();
  }

  @Test
  void the_file_is_there_while_the_server_is() throws Exception {
    Server server = serve("here");
    connect().send(GET).expectResponse(200, "here");
    server.close();
    assertThat(left()).isEmpty();
  }

  @Test
  void a_file_that_a_dead_process_left_is_replaced() throws Exception {
    die();
    serve("alive");
    connect().send(GET).expectResponse(200, "alive");
    assertThat(left()).containsExactly(file);
  }

  @Test
  void the_file_of_a_living_server_stays() throws Exception {
    serve("first");
    assertThatIOException()
        .isThrownBy(() -> serve("second"))
        .withMessage("cannot listen on " + file + ": Address already in use");
    connect().send(GET).expectResponse(200, "first");
    assertThat(left()).containsExactly(file);
  }

  @Test
  void the_file_of_a_living_server_stays_where_permissions_are_wanted() throws Exception {
    serve("first");
    assertThatIOException()
        .isThrownBy(
            () -> serve(Listener.unix(file).withPermissions("rw-rw----"), _ -> Response.empty()))
        .withMessageEndingWith("Address already in use");
    assertThat(left()).containsExactly(file);
  }

  @Test
  void any_other_file_stays() throws Exception {
    Files.writeString(file, "precious");
    assertThatIOException()
        .isThrownBy(() -> serve("never"))
        .withMessageContaining("not a socket, so it stays");
    assertThat(file).hasContent("precious");
  }

  @Test
  void a_directory_stays() throws Exception {
    Files.createDirectory(file);
    assertThatIOException()
        .isThrownBy(() -> serve("never"))
        .withMessageContaining("not a socket, so it stays");
    assertThat(file).isEmptyDirectory();
  }

  /// A named pipe refuses connections as a dead socket does.
  @Test
  void a_pipe_stays() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThatIOException()
        .isThrownBy(() -> serve("never"))
        .withMessageContaining("not a socket, so it stays");
    assertThat(file).exists();
  }

  /// Who may write the link could otherwise make us take any dead socket away.
  @Test
  void a_link_to_a_dead_socket_stays() throws Exception {
    die();
    Path target = Files.move(file, directory.resolve("other.sock"));
    Files.createSymbolicLink(file, target);
    assertThatIOException()
        .isThrownBy(() -> serve("never"))
        .withMessageContaining("not a socket, so it stays");
    assertThat(left()).containsExactlyInAnyOrder(file, target);
  }

  @Test
  void of_many_that_start_over_a_dead_one_one_serves() throws Exception {
    die();
    try (var executor = Executors.newFixedThreadPool(8)) {
      List<Callable<Server>> starts =
          Stream.generate(
                  () ->
                      (Callable<Server>) () -> Server.builder().listen(Listener.unix(file)).start())
              .limit(8)
              .toList();
      List<Future<Server>> ends = executor.invokeAll(starts);
      List<Server> started =
          ends.stream()
              .filter(end -> end.state() == Future.State.SUCCESS)
              .map(Future::resultNow)
              .toList();
      started.forEach(this::closedAfter);
      assertThat(started).hasSize(1);
    }
    connect();
    assertThat(left()).containsExactly(file);
  }

  @Test
  void a_file_that_is_another_servers_by_now_is_left_to_it() throws Exception {
    Server first = serve("first");
    Files.delete(file);
    serve("second");
    first.close();
    connect().send(GET).expectResponse(200, "second");
  }

  @Test
  void a_file_that_somebody_has_removed_keeps_no_server_from_closing() throws Exception {
    Server server = serve("first");
    Files.delete(file);
    server.close();
    assertThat(left()).isEmpty();
  }

  @Test
  void a_server_that_cannot_start_leaves_no_file() throws Exception {
    Server other = server(_ -> Response.empty());
    assertThatIOException()
        .isThrownBy(() -> Server.builder().listen(Listener.unix(file)).bind(other.port()).start());
    assertThat(left()).isEmpty();
  }

  @Test
  void who_was_let_in_before_the_end_gets_a_response() throws Exception {
    Server server = serve("last");
    WireClient early = connect();
    early.send(GET);
    server.close();
    early.expectResponse(200, "last");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "rw-rw----", "rw-rw-rw-", "-w--w--w-"})
  void permissions_are_what_was_asked_for(String mode) throws Exception {
    Server server =
        serve(
            Listener.unix(file).withPermissions(mode),
            request -> Response.text(request.localAddress().toString()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo(mode);
    assertThat(left()).containsExactly(file);
    assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(file));
    connect().send(GET).expectResponse(200, file.toString());
    server.close();
    assertThat(left()).isEmpty();
  }

  @Test
  void permissions_come_with_a_dead_one_replaced() throws Exception {
    die();
    serve(Listener.unix(file).withPermissions("rw-rw-rw-"), _ -> Response.text("open"));
    connect().send(GET).expectResponse(200, "open");
    assertThat(left()).containsExactly(file);
  }

  @Test
  void only_our_own_unix_sockets_have_permissions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.on(0).withPermissions("rw-rw----"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.inherited().withPermissions("rw-rw----"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "660", "rw-rw---", "rw-rw-----", "xxxxxxxxx"})
  void permissions_are_nine_characters(String mode) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.unix(file).withPermissions(mode));
  }

  @Test
  void permissions_that_let_no_client_in_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Listener.unix(file).withPermissions("r--r--r--"))
        .withMessage("no client could connect with r--r--r--");
  }

  @Test
  void a_path_that_is_too_long_is_named() {
    file = directory.resolve("s".repeat(200));
    assertThatIOException()
        .isThrownBy(() -> serve("never"))
        .withMessageStartingWith("cannot listen on " + file + ": ")
        .withMessageContaining("too long");
  }

  @Test
  void a_directory_that_is_missing_is_named() {
    file = directory.resolve("missing/http.sock");
    assertThatIOException()
        .isThrownBy(() -> serve("never"))
        .withMessageStartingWith("cannot listen on " + file + ": ");
  }

  @Test
  void the_system_tells_who_the_client_is() throws Exception {
    serve(
        Listener.unix(file),
        request -> Response.text(request.peerCredentials().orElseThrow().user().getName()));
    var me =
        (java.nio.file.attribute.UserPrincipal)
            Files.getAttribute(directory, "owner:owner", LinkOption.NOFOLLOW_LINKS);
    connect().send(GET).expectResponse(200, me.getName());
  }

  @Test
  void over_the_internet_nobody_tells_who_the_client_is() throws Exception {
    client(request -> Response.text("" + request.peerCredentials().isPresent()))
        .send(GET)
        .expectResponse(200, "false");
  }

  @Test
  void the_client_has_no_name() throws Exception {
    serve(
        Listener.unix(file),
        request ->
            Response.text(
                request.remoteAddress()
                    + "|"
                    + (request.remoteAddress() instanceof UnixDomainSocketAddress)));
    connect().send(GET).expectResponse(200, "|true");
  }

  /// RFC 9112 §3.2 knows no exception for a socket that has no host.
  @Test
  void a_host_is_still_wanted() throws Exception {
    serve("never");
    connect().send("GET / HTTP/1.1\r\n\r\n").expectResponse(400);
    connect().send("GET / HTTP/1.1\r\nHost:\r\n\r\n").expectResponse(200);
  }
}
