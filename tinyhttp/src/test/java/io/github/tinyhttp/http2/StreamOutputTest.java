package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one stream has to send: octets, then maybe a file, then the end.
class StreamOutputTest {
  private static final Headers SUM = Headers.of("sum", "1");

  @TempDir private Path directory;

  private final StreamOutput output = new StreamOutput(ResponseForm.TUNNEL);

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String take(int count) {
    ByteBuffer into = ByteBuffer.allocate(count);
    output.take(into, count);
    return StandardCharsets.US_ASCII.decode(into.flip()).toString();
  }

  /// A file of 10 octets.
  private FileTransfer file() throws IOException {
    Path path = Files.write(directory.resolve("file"), new byte[10]);
    return new FileTransfer(FileChannel.open(path), 0, 10, (_, task) -> task.run());
  }

  /// Until its head is released, a response can still be replaced.
  @Test
  void nothing_leaves_before_it_is_released() throws Exception {
    assertThat(output.put(bytes("abc"))).isEqualTo(3);
    assertThat(output.hasMore()).isFalse();
    assertThat(output.isReleased()).isFalse();
    output.release();
    assertThat(output.hasMore()).isTrue();
    assertThat(take(2)).isEqualTo("ab");
    assertThat(output.hasMore()).isTrue();
    assertThat(take(1)).isEqualTo("c");
    assertThat(output.hasMore()).isFalse();
    assertThat(output.isDone()).isFalse();
  }

  @Test
  void the_end_comes_behind_all_octets() throws Exception {
    output.put(bytes("abc"));
    output.end(SUM);
    assertThat(output.isEnded()).isTrue();
    assertThat(output.isDone()).isFalse();
    assertThat(take(3)).isEqualTo("abc");
    assertThat(output.hasMore()).as("the end").isTrue();
    assertThat(output.isDone()).isTrue();
    assertThat(output.trailers()).isEqualTo(SUM);
    assertThatThrownBy(() -> output.put(bytes("more"))).hasMessageContaining("finished");
  }

  @Test
  void no_more_waits_than_there_is_room_for() throws Exception {
    ByteBuffer content = ByteBuffer.allocate(StreamOutput.MOST + 100);
    assertThat(output.put(content)).isEqualTo(StreamOutput.MOST);
    assertThat(output.put(content)).isZero();
    assertThat(output.heldBytes()).isEqualTo(StreamOutput.MOST);
    assertThat(take(60)).hasSize(60);
    assertThat(output.put(content)).isEqualTo(60);
    assertThat(output.available()).isEqualTo(StreamOutput.MOST);
  }

  @Test
  void a_wait_for_room_ends_with_room_with_a_loss_or_with_an_interrupt() throws Exception {
    output.awaitRoom();
    output.put(ByteBuffer.allocate(StreamOutput.MOST));
    Thread.currentThread().interrupt();
    assertThatThrownBy(output::awaitRoom).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).as("it still is").isTrue();
    assertThat(take(1)).hasSize(1);
    output.awaitRoom();
    output.put(ByteBuffer.allocate(1));
    output.cut(new IOException("gone"));
    assertThatThrownBy(output::awaitRoom).hasMessage("gone");
  }

  @Test
  void a_file_is_read_behind_the_octets_before_it() throws Exception {
    output.put(bytes("abc"));
    FileTransfer file = file();
    output.add(file);
    assertThat(output.isReleased()).isTrue();
    assertThat(output.hasFile()).isTrue();
    assertThat(output.put(bytes("none behind it"))).isZero();
    assertThat(output.file()).isNull();
    assertThat(output.available()).isEqualTo(3);
    take(3);
    assertThat(output.file()).isSameAs(file);
    assertThat(output.hasMore()).isTrue();
    assertThat(output.available()).isEqualTo(10);
    output.end(Headers.empty());
    assertThat(output.isDone()).isFalse();
    output.tookFile(4);
    assertThat(output.available()).isEqualTo(6);
    output.tookFile(6);
    assertThat(output.isDone()).isTrue();
    output.awaitFile();
    output.tookFile(1);
  }

  @Test
  void a_block_that_a_thread_has_read_of_a_file_is_sent_in_its_place() throws Exception {
    output.add(file());
    output.addBlock(ByteBuffer.allocate(4));
    assertThat(output.file()).as("it is behind the block").isNull();
    assertThat(output.available()).isEqualTo(4);
    take(4);
    assertThat(output.available()).isEqualTo(6);
    output.cut(new IOException("gone"));
    output.addBlock(ByteBuffer.allocate(6));
    assertThat(output.available()).isZero();
    assertThatThrownBy(output::awaitFile).hasMessage("gone");
  }

  @Test
  void what_is_cut_is_cut_for_the_first_reason_and_closes_its_file() throws Exception {
    output.add(file());
    assertThat(output.isLost()).isFalse();
    output.cut(new IOException("gone"));
    output.cut(new IOException("again"));
    assertThat(output.isLost()).isTrue();
    assertThat(output.hasFile()).isFalse();
    assertThatThrownBy(() -> output.put(bytes("a")))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
    assertThatThrownBy(() -> output.end(SUM)).hasMessage("gone");
  }

  /// An application tells these apart by their type.
  @Test
  void a_closed_channel_and_a_time_that_is_over_keep_their_type() {
    output.cut(new ClosedChannelException());
    assertThatThrownBy(() -> output.put(bytes("a"))).isInstanceOf(ClosedChannelException.class);
    var other = new StreamOutput(ResponseForm.TUNNEL);
    other.cut(new SocketTimeoutException("late"));
    assertThatThrownBy(() -> other.put(bytes("a"))).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void memory_is_freed_while_nothing_waits() throws Exception {
    output.put(bytes("abc"));
    take(3);
    assertThat(output.heldBytes()).isPositive();
    synchronized (output) {
      output.free();
    }
    assertThat(output.heldBytes()).isZero();
    assertThat(output.put(bytes("again"))).isEqualTo(5);
    output.release();
    assertThat(take(5)).isEqualTo("again");
  }
}
