package io.github.tinyhttp.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Loads the library so that each of its allocations asks [Scarcity] before. The application's
/// part, which is the tests' own, stays as it is.
final class ScarceLoader extends ClassLoader {
  private static final String LIBRARY = "io.github.tinyhttp.";
  private static final String TESTS = "io.github.tinyhttp.simulation.";
  private static final ClassDesc SCARCITY = ClassDesc.of(Scarcity.class.getName());
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  ScarceLoader(ClassLoader parent) {
    super(parent);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(LIBRARY) || name.equals(Scarcity.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      byte[] changed = name.startsWith(TESTS) ? bytes : changed(bytes);
      return defineClass(name, changed, 0, changed.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] changed(byte[] bytes) {
    ClassFile classes = ClassFile.of();
    return classes.transformClass(
        classes.parse(bytes),
        ClassTransform.transformingMethodBodies(ScarceLoader::isChanged, new Asking()));
  }

  /// A class whose initializer fails stays broken; the library loads what it needs in time.
  private static boolean isChanged(MethodModel method) {
    String name = method.methodName().stringValue();
    return !name.equals(ConstantDescs.CLASS_INIT_NAME);
  }

  private static final class Asking implements CodeTransform {
    @Override
    public void accept(CodeBuilder builder, CodeElement element) {
      switch (element) {
        case NewObjectInstruction _,
            NewPrimitiveArrayInstruction _,
            NewReferenceArrayInstruction _,
            NewMultiArrayInstruction _,
            InvokeDynamicInstruction _ ->
            builder.invokestatic(SCARCITY, "allocate", NOTHING);
        default -> {}
      }
      builder.with(element);
    }
  }
}
