package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Clients that would have a [SmallHeapServer] hold several times its heap for them, beside a good
/// one that is served all the time.
public final class Greed implements AutoCloseable {
  private static final int ROUNDS = 4;

  /// A client that sends as much as the system takes of it.
  public interface Client extends AutoCloseable {
    /// @return how many octets it has sent
    int sendSome(byte[] octets);

    @Override
    void close();
  }

  private final OwnProcess server;
  private final int port;
  private final int securePort;
  private final WireClient good;

  /// @param dispatch where the server's handlers run
  public Greed(Dispatch dispatch, TestCertificate certificate) throws IOException {
    this.server = SmallHeapServer.start(dispatch, certificate);
    this.port = Integer.parseInt(server.line());
    this.securePort = Integer.parseInt(server.line());
    this.good = WireClient.connect(port);
  }

  public int port() {
    return port;
  }

  public int securePort() {
    return securePort;
  }

  /// Has clients send the same, each a piece at a time, and checks that the server holds no more
  /// than it may.
  public void run(int clients, Supplier<Client> connect, byte[] octets) {
    List<Client> connected = new ArrayList<>();
    try {
      int[] sent = new int[clients];
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < clients; i++) {
          if (round == 0) {
            connected.add(connect.get());
          }
          sent[i] = sentUpTo(connected.get(i), octets, sent[i]);
          if (i % 25 == 0) {
            assertThat(ask("/good")).isEqualTo(1);
          }
        }
      }
      Await.until("memory is free", () -> ask("/held") <= SmallHeapServer.BUDGET);
    } finally {
      connected.forEach(Client::close);
    }
  }

  /// Sends as much as the system takes, from `start` on. A client that the server has closed sends
  /// nothing more.
  private static int sentUpTo(Client client, byte[] octets, int start) {
    int sent = start;
    try {
      for (int more = 1; more > 0 && sent < octets.length; sent += more) {
        more = client.sendSome(Arrays.copyOfRange(octets, sent, octets.length));
      }
      return sent;
    } catch (AssertionError _) {
      return octets.length;
    }
  }

  /// How many clients the server has closed for their greed.
  public long closed() {
    return ask("/closed");
  }

  private long ask(String path) {
    return Long.parseLong(good.renewDeadline().send(get(path)).expectResponse(200).text());
  }

  @Override
  public void close() throws IOException {
    good.close();
    server.close();
  }
}
