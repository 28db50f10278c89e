package io.github.tinyhttp.metrics;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.lang.management.ManagementFactory;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The bean, as the JVM's own bean server shows it.
@Timeout(120)
class ServerMetricsBeanTest {
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  @Test
  void a_console_sees_what_the_server_counts() throws Exception {
    try (Server server = Server.http(0, _ -> Response.text("fine"));
        var bean = ServerMetricsBean.register(server, "notes, *?");
        var client = WireClient.connect(server.port())) {
      client.send(get("/")).expectResponse(200, "fine");
      client.send("bad\r\n\r\n").expectResponse(400);
      Await.until("both are counted", () -> server.metrics().responses(4) == 1);
      var shown = JMX.newMXBeanProxy(beans, bean.name(), ServerMetricsMXBean.class);
      assertThat(shown.getConnectionsAccepted()).isEqualTo(1);
      assertThat(shown.getResponses()).containsEntry("2xx", 1L).containsEntry("4xx", 1L);
      assertThat(shown.getRefusals()).hasSize(1);
      assertThat(shown.getHandlerCalls()).isEqualTo(1);
      assertThat(shown.getHandlerSeconds()).isPositive();
      assertThat(shown.getBytesReceived()).isPositive();
      assertThat(beans.getAttribute(bean.name(), "Responses")).isInstanceOf(TabularData.class);
    }
  }

  @Test
  void every_attribute_can_be_read() throws Exception {
    try (Server server = Server.http(0, _ -> Response.text("fine"));
        var bean = ServerMetricsBean.register(server, "all")) {
      var attributes = beans.getMBeanInfo(bean.name()).getAttributes();
      assertThat(attributes).hasSize(20);
      for (var one : attributes) {
        Object value = beans.getAttribute(bean.name(), one.getName());
        assertThat(new Attribute(one.getName(), value).getValue()).isNotNull();
      }
    }
  }

  @Test
  void a_bean_that_is_closed_is_gone_and_its_name_free() throws Exception {
    try (Server server = Server.http(0, _ -> Response.text("fine"))) {
      ServerMetricsBean bean = ServerMetricsBean.register(server, "notes");
      assertThatThrownBy(() -> ServerMetricsBean.register(server, "notes"))
          .isInstanceOf(IllegalStateException.class);
      bean.close();
      bean.close();
      assertThatThrownBy(() -> beans.getMBeanInfo(bean.name()))
          .isInstanceOf(InstanceNotFoundException.class);
      ServerMetricsBean.register(server, "notes").close();
    }
  }
}
