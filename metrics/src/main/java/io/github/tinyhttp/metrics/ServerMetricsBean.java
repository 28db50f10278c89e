package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerMetrics;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/// A bean of JMX that shows what a server has done, under the name
/// `io.github.tinyhttp:type=Server,name="…"`. Each attribute is read when a console asks for it.
///
/// ```java
/// ServerMetricsBean bean = ServerMetricsBean.register(server, "notes");
/// server.close();
/// bean.close();
/// ```
///
/// A bean outlives its server, with the last numbers, until it is closed. The module
/// `java.management` has to be there; only programs that use this class load it.
public final class ServerMetricsBean implements ServerMetricsMXBean, AutoCloseable {
  private final Supplier<ServerMetrics> metrics;
  private final MBeanServer beans;
  private final ObjectName name;

  private ServerMetricsBean(Supplier<ServerMetrics> metrics, MBeanServer beans, ObjectName name) {
    this.metrics = metrics;
    this.beans = beans;
    this.name = name;
  }

  /// Registers a bean with the bean server of the JVM.
  ///
  /// @param name of the server among those of the JVM; any text
  /// @throws IllegalStateException if there is a bean of that name
  public static ServerMetricsBean register(Server server, String name) {
    Objects.requireNonNull(server, "server");
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      var full = new ObjectName("io.github.tinyhttp:type=Server,name=" + ObjectName.quote(name));
      var bean = new ServerMetricsBean(server::metrics, beans, full);
      beans.registerMBean(bean, full);
      return bean;
    } catch (JMException e) {
      throw new IllegalStateException("cannot register a bean named " + name, e);
    }
  }

  /// The name under which the bean is registered.
  public ObjectName name() {
    return name;
  }

  /// Removes the bean. Nothing happens if it is removed already.
  @Override
  public void close() {
    try {
      if (beans.isRegistered(name)) {
        beans.unregisterMBean(name);
      }
    } catch (JMException e) {
      throw new IllegalStateException("cannot remove the bean " + name, e);
    }
  }

  @Override
  public long getConnections() {
    return metrics.get().connections();
  }

  @Override
  public long getConnectionsAccepted() {
    return metrics.get().connectionsAccepted();
  }

  @Override
  public long getRequestsInFlight() {
    return metrics.get().requestsInFlight();
  }

  @Override
  public long getMemoryHeld() {
    return metrics.get().memoryHeld();
  }

  @Override
  public Map<String, Long> getResponses() {
    ServerMetrics now = metrics.get();
    var all = new TreeMap<String, Long>();
    for (int digit = 1; digit <= 5; digit++) {
      all.put(digit + "xx", now.responses(digit));
    }
    return all;
  }

  @Override
  public long getResponsesCut() {
    return metrics.get().responsesCut();
  }

  @Override
  public long getUpgrades() {
    return metrics.get().upgrades();
  }

  @Override
  public long getMessagesReceived() {
    return metrics.get().messagesReceived();
  }

  @Override
  public long getMessagesSent() {
    return metrics.get().messagesSent();
  }

  @Override
  public Map<String, Long> getSessionsEnded() {
    var all = new TreeMap<String, Long>();
    metrics.get().sessionsEnded().forEach((side, count) -> all.put(Sides.name(side), count));
    return all;
  }

  @Override
  public long getFailures() {
    return metrics.get().failures();
  }

  @Override
  public long getBytesReceived() {
    return metrics.get().bytesReceived();
  }

  @Override
  public long getBytesSent() {
    return metrics.get().bytesSent();
  }

  @Override
  public long getHandlerCalls() {
    return HandlerCalls.count(metrics.get());
  }

  @Override
  public double getHandlerSeconds() {
    return HandlerCalls.seconds(metrics.get());
  }

  @Override
  public long getLoopHandOvers() {
    return metrics.get().loopHandOvers();
  }

  @Override
  public Map<String, Long> getRefusals() {
    return metrics.get().refusals();
  }

  @Override
  public long getHandshakesFailed() {
    return metrics.get().handshakesFailed();
  }

  @Override
  public long getEventsDropped() {
    return metrics.get().eventsDropped();
  }

  @Override
  public long getLogLinesLost() {
    return metrics.get().logLinesLost();
  }
}
