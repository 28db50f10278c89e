package io.github.tinyhttp;

import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/// A listener whose socket is open.
///
/// @param address what clients connect to
record OpenListener(Listener listener, ServerSocketChannel channel, SocketAddress address) {}
