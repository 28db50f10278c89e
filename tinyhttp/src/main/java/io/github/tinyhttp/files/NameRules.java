package io.github.tinyhttp.files;

import java.io.File;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;

/// Which [plain][FileName] names a kind of file system takes for the name of one entry. A name that
/// means something else there is never looked up, and not listed.
enum NameRules {
  /// A directory of Unix: a name has any character but the slash.
  UNIX {
    @Override
    boolean allow(String name) {
      return true;
    }
  },
  /// An archive, or the class path: a backslash may separate names, as the JDK reads those of zip
  /// files.
  ARCHIVE {
    @Override
    boolean allow(String name) {
      return name.indexOf('\\') < 0;
    }
  },
  /// Windows reads drives, streams, devices and abbreviations out of names, and ignores some
  /// characters at their ends.
  WINDOWS {
    @Override
    boolean allow(String name) {
      return FileName.isPlainOnWindows(name) && !FileName.isAbbreviation(name);
    }
  };

  /// Whether the name stands for itself.
  abstract boolean allow(String name);

  /// The rules of a file system.
  static NameRules of(FileSystem files) {
    if (files.getSeparator().equals("\\")) {
      return WINDOWS;
    }
    return files.equals(FileSystems.getDefault()) ? UNIX : ARCHIVE;
  }

  /// The rules of a class loader, which may look names up in directories of the machine.
  static NameRules ofClassPath() {
    return File.separatorChar == '\\' ? WINDOWS : ARCHIVE;
  }
}
