import Etcd
import Hosts

/// `snapshot status` of etcdctl and etcdutl.
enum SnapshotStatus {
  static func run(_ call: EtcdCall, _ path: String) throws {
    let output = try EtcdOutput(call)
    let status = try read(call, path)
    let hash = String(status.hash, radix: 16)
    let isNew = call.dialect >= .v36
    let row =
      [hash, String(status.revision), String(status.totalKeys), HumanSize.si(status.totalSize)]
      + (isNew ? [status.version] : [])
    switch output.format {
    case .simple: try call.print(row.joined(separator: ", "))
    case .table:
      var table = EtcdTable(["Hash", "Revision", "Total Keys", "Total Size"] + (isNew ? ["Version"] : []))
      table.append(row)
      try call.process.print(table.text)
    case .json:
      var object = GoJSON()
      object.number("hash", Int64(status.hash), always: true)
      object.number("revision", status.revision, always: true)
      object.number("totalKey", Int64(status.totalKeys), always: true)
      object.number("totalSize", status.totalSize, always: true)
      if isNew { object.string("version", status.version, always: true) }
      try call.print(object.text)
    case .fields:
      try output.field("Hash", status.hash)
      try output.field("Revision", status.revision)
      try output.field("Keys", status.totalKeys)
      try output.field("Size", status.totalSize)
      if isNew { try output.field("Version", status.version) }
    case .protobuf: throw output.unsupported()
    }
  }

  private static func read(_ call: EtcdCall, _ path: String) throws -> EtcdSnapshotStatus {
    let process = call.process
    let inode: Inode
    do {
      inode = try process.files.status(path, by: process.accessor)
    } catch {
      throw EtcdExit(.error, "stat \(path): \(error.goText)")
    }
    guard case .file(let content) = inode.kind else {
      throw EtcdExit(.error, call.dialect >= .v36 ? "invalid database" : "open \(path): is a directory")
    }
    guard process.files.permits(4, path, by: process.accessor) else {
      throw EtcdExit(.error, "open \(path): \(FileError.permissionDenied.goText)")
    }
    if content.size == 0 { throw EtcdExit(.error, "write \(path): bad file descriptor") }
    do {
      return try EtcdSnapshotFile(content).status(dialect: call.dialect)
    } catch {
      try explain(error, call)
    }
  }

  /// A database that ends too early makes the real program panic.
  private static func explain(_ error: BoltError, _ call: EtcdCall) throws -> Never {
    switch error {
    case .invalid: throw EtcdExit(.error, "invalid database")
    case .damaged(let text):
      try call.complain("panic: \(text)\n\ngoroutine 1 [running]:\nmain.main()")
    case .beyondEnd:
      switch call.dialect {
      case .v34:
        try call.complain(
          "unexpected fault address 0x7fc65d414008\nfatal error: fault\n"
            + "panic: freepages: failed to get all reachable pages (page 0: invalid type: unknown<00>)\n\n"
            + "goroutine 81 [running]:\ngo.etcd.io/bbolt.(*DB).freepages.func2()")
      case .v35:
        try call.complain(
          "panic: assertion failed: Page expected to be: 8, but self identifies as 140170176880640\n\n"
            + "goroutine 107 [running]:\ngo.etcd.io/bbolt._assert(...)")
      case .v36:
        try call.complain(
          "unexpected fault address 0x7ff613c13000\nfatal error: fault\n"
            + "[signal SIGBUS: bus error code=0x2 addr=0x7ff613c13000 pc=0xa10eaa]\n\n"
            + "goroutine 115 gp=0x267bd05ac960 m=0 mp=0x14faac0 [running]:\nruntime.throw({0xd322f5?, 0x7?})")
      }
    }
    throw EtcdExit.panic
  }
}
