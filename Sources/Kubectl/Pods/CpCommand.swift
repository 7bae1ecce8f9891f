import Documents
import Hosts
import KubeModel
import World

/// `kubectl cp`: files go through programs of the container, so that an image without `tar` refuses as it does for the
/// real one. Differs: `sh`, `find` and `cat` do what tar does there; owners and times of files are not kept.
struct CpCommand {
  let invocation: Invocation

  /// One side of the copy: a path here, or one in a container.
  private struct Side {
    var pod = ""
    var namespace = ""
    var path: String

    /// Reads `path`, `pod:path` or `namespace/pod:path`.
    init(_ text: String) throws {
      guard let colon = text.firstIndex(of: ":") else {
        path = text
        return
      }
      path = String(text[text.index(after: colon)...])
      let place = text[..<colon].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      guard place.count <= 2, place.allSatisfy({ !$0.isEmpty }) else {
        throw Failure.message("filespec must match the canonical format: [[namespace/]pod:]file/path")
      }
      pod = place[place.count - 1]
      namespace = place.count == 2 ? place[0] : ""
    }
  }

  static func run(_ invocation: Invocation) throws {
    guard invocation.arguments.count == 2 else { throw Failure.message("source and destination are required") }
    let sides = try invocation.arguments.map { try Side($0) }
    guard sides.allSatisfy({ !$0.path.isEmpty }) else { throw Failure.message("filepath can not be empty") }
    let copy = CpCommand(invocation: invocation)
    switch (sides[0].pod.isEmpty, sides[1].pod.isEmpty) {
    case (true, true): throw Failure.message("one of src or dest must be a remote file specification")
    case (false, false): throw Failure.message("one of src or dest must be a local file specification")
    case (true, false): try copy.upload(sides[0].path, to: sides[1])
    case (false, true): try copy.download(sides[0], to: sides[1].path)
    }
  }

  private var process: Process { invocation.process }

  private func door(_ side: Side) throws -> ContainerDoor {
    guard let kind = Kinds.builtIn.preferred(group: "", name: "pods") else { preconditionFailure("pods are built in") }
    let namespace = try side.namespace.isEmpty ? invocation.namespace() : side.namespace
    let pod = try invocation.get(ResourceItem(kind: kind, namespace: namespace, name: side.pod))
    let phase = pod["status"]?["phase"]?.string ?? ""
    if phase == "Succeeded" || phase == "Failed" {
      throw Failure.message("cannot exec into a container in a completed pod; current phase is \(phase)")
    }
    let container = try PodContainers(pod: pod).choose(invocation.flags.string("container"), invocation)
    return ContainerDoor(invocation: invocation, pod: pod, container: container)
  }

  private func upload(_ source: String, to side: Side) throws {
    guard let status = try? process.files.status(source, by: process.accessor) else {
      throw Failure.message("\(source) doesn't exist in local filesystem")
    }
    let door = try door(side)
    try door.require("tar")
    var target = side.path
    if try door.capture(["sh", "-c", "test -d \"$0\"", target]).status == 0 {
      target += "\(target.hasSuffix("/") ? "" : "/")\(source.split(separator: "/").last.map(String.init) ?? source)"
    }
    for (path, bytes) in try localFiles(source, status.isDirectory) {
      let place = path.isEmpty ? target : "\(target)/\(path)"
      let script = "mkdir -p \"$(dirname \"$0\")\" && cat > \"$0\""
      let outcome = try door.capture(["sh", "-c", script, place], input: bytes)
      guard outcome.status == 0 else {
        try process.errors.write(outcome.errors, at: process.now)
        try invocation.printError("command terminated with exit code \(outcome.status)\n")
        throw Failure.exit(1)
      }
    }
  }

  /// Files below a path with what leads to them from there; the path itself is the empty one.
  private func localFiles(_ path: String, _ isFolder: Bool) throws -> [(path: String, bytes: [UInt8])] {
    guard isFolder else { return [("", try FileInput.bytes(path, by: process) { "open \(path): \($0)" })] }
    var found: [(path: String, bytes: [UInt8])] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let place = folder.isEmpty ? path : "\(path)/\(folder)"
      for name in ((try? process.files.list(place, by: process.accessor)) ?? []).sorted() {
        let inner = folder.isEmpty ? name : "\(folder)/\(name)"
        guard let status = try? process.files.status("\(path)/\(inner)", by: process.accessor) else { continue }
        if status.isDirectory {
          folders.append(inner)
        } else if status.isFile {
          found.append((inner, try FileInput.bytes("\(path)/\(inner)", by: process) { "open \(inner): \($0)" }))
        }
      }
    }
    return found
  }

  private func download(_ side: Side, to target: String) throws {
    let door = try door(side)
    try door.require("tar")
    let listing = try door.capture(["find", side.path, "-type", "f"])
    guard listing.status == 0 else {
      try invocation.printError(
        "tar: \(side.path): Cannot stat: No such file or directory\n"
          + "tar: Exiting with failure status due to previous errors\ncommand terminated with exit code 2\n")
      throw Failure.exit(1)
    }
    if side.path.hasPrefix("/") { try invocation.printError("tar: Removing leading `/' from member names\n") }
    var place = target
    if (try? process.files.status(target, by: process.accessor))?.isDirectory == true {
      place += "/\(side.path.split(separator: "/").last.map(String.init) ?? "")"
    }
    let root = side.path.hasSuffix("/") ? String(side.path.dropLast()) : side.path
    for line in String(decoding: listing.output, as: UTF8.self).split(separator: "\n") {
      let rest = line.hasPrefix("\(root)/") ? String(line.dropFirst(root.count)) : ""
      let bytes = try door.capture(["cat", String(line)]).output
      let path = "\(place)\(rest)"
      let files = ConfigFiles(process: process, explicit: nil)
      try? files.makeDirectories(FileSystem.parent(of: process.absolute(path)))
      do throws(FileError) {
        try process.writeFile(path, bytes)
      } catch {
        throw Failure.message("open \(path): \(error.goText)")
      }
    }
  }
}
