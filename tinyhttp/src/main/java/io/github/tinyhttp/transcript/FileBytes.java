package io.github.tinyhttp.transcript;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Bytes of a file that were moved without passing through memory: a layer is shown them as the
/// file has them now.
final class FileBytes {
  private static final int BLOCK = 64 << 10;

  private FileBytes() {}

  /// Shows `count` bytes from `position` on.
  static void show(Layer layer, FileChannel file, long position, long count) {
    ByteBuffer block = ByteBuffer.allocate((int) Math.min(count, BLOCK));
    for (long at = 0; at < count; at += block.limit()) {
      block.clear().limit((int) Math.min(count - at, block.capacity()));
      try {
        int read = 0;
        while (block.hasRemaining() && read >= 0) {
          read = file.read(block, position + at + block.position());
        }
      } catch (IOException _) {
        // the bytes are counted all the same
      }
      block.position(block.limit());
      layer.moved(Way.OUT, block, 0);
    }
  }
}
