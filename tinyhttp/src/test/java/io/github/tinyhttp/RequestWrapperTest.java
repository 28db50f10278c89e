package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.exchange.Requests;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestWrapperTest {
  private static final AttributeKey<String> NOTE = AttributeKey.named("note");
  private static final AttributeKey<String> OTHER = AttributeKey.named("note");

  /// A wrapper that changes nothing.
  private static final class Plain extends RequestWrapper {
    Plain(Request request) {
      super(request);
    }
  }

  @Nested
  class A_wrapper {
    static Stream<Method> methods() {
      return Stream.of(Request.class.getMethods())
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .filter(method -> !method.getName().equals("with")) // makes a wrapper of this one
          .filter(method -> method.getParameterTypes().length == 0 || !takesHandler(method));
    }

    private static boolean takesHandler(Method method) {
      return method.getParameterTypes()[0] == Handler.class;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void forwards_each_method_by_itself(Method method) throws Exception {
      var called = new ArrayList<Method>();
      InvocationHandler recorder =
          (_, call, _) -> {
            called.add(call);
            return nothing(call.getReturnType());
          };
      Request wrapped =
          (Request)
              Proxy.newProxyInstance(
                  Request.class.getClassLoader(), new Class<?>[] {Request.class}, recorder);
      Object[] arguments = Stream.of(method.getParameterTypes()).map(A_wrapper::nothing).toArray();
      Object _ = method.invoke(new Plain(wrapped), arguments);
      assertThat(called).containsExactly(method);
    }

    private static Object nothing(Class<?> type) {
      if (type == boolean.class) {
        return false;
      }
      return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
    }

    @Test
    void gives_itself_to_a_handler() {
      var wrapper = new Plain(Requests.get("/"));
      var given = new ArrayList<Request>();
      wrapper.respond(
          request -> {
            given.add(request);
            return Response.empty();
          });
      assertThat(given).containsExactly(wrapper);
      assertThat(wrapper.isResponded()).isTrue();
    }

    @Test
    void differs_where_it_likes() {
      Request request =
          new RequestWrapper(Requests.get("/api/notes")) {
            @Override
            public String path() {
              return wrapped().path().substring("/api".length());
            }
          };
      assertThat(request.path()).isEqualTo("/notes");
      assertThat(request.target()).isEqualTo("/api/notes");
      assertThat(request).hasToString("GET /api/notes HTTP/1.1");
    }
  }

  @Nested
  class An_attribute {
    @Test
    void is_carried_by_the_request_that_was_made_with_it() {
      Request request = Requests.get("/");
      Request noted = request.with(NOTE, "milk");
      assertThat(noted.attribute(NOTE)).hasValue("milk");
      assertThat(noted.with(OTHER, "eggs").attribute(NOTE)).hasValue("milk");
      assertThat(noted.with(NOTE, "eggs").attribute(NOTE)).hasValue("eggs");
      assertThat(request.attribute(NOTE)).isEmpty();
      assertThat(noted.path()).isEqualTo("/");
    }

    @Test
    void is_found_by_its_key_alone_whatever_that_is_called() {
      assertThat(Requests.get("/").with(NOTE, "milk").attribute(OTHER)).isEmpty();
      assertThat(NOTE).hasToString("note").isNotEqualTo(OTHER);
    }

    @Test
    void is_not_null() {
      assertThatThrownBy(() -> Requests.get("/").with(NOTE, null))
          .isInstanceOf(NullPointerException.class);
    }

    @Test
    void reaches_the_handler_of_a_received_request() {
      var found = new ArrayList<String>();
      Requests.get("/")
          .with(NOTE, "milk")
          .respond(
              request -> {
                found.add(request.attribute(NOTE).orElseThrow());
                return Response.empty();
              });
      assertThat(found).isEqualTo(List.of("milk"));
    }
  }
}
