import Hosts
import Simulation

/// What a container sees as `/`: the image's directories and programs, and places for its mounts.
enum RootFileSystem {
  static func lay(_ image: Image, plan: ContainerPlan, at root: String, now: Instant, host: inout Host) {
    host.files.installDirectory(root, at: now)
    for directory in image.directories + ["/dev", "/etc", "/proc", "/sys", "/tmp", "/run"] {
      host.files.installDirectory("\(root)\(directory)", at: now)
    }
    try? host.files.changeMode("\(root)/tmp", to: 0o1777, by: .root, at: now)
    for device in ["null", "zero", "random", "urandom", "tty", "stdin", "stdout", "stderr"] {
      host.files.install("\(root)/dev/\(device)", .device(device), mode: 0o666, at: now)
    }
    for program in image.programs {
      host.files.install("\(root)\(program.path)", .program(program.name), mode: 0o755, at: now)
    }
    for file in image.files {
      host.files.install("\(root)\(file.path)", .bytes(Array(file.text.utf8)), at: now)
    }
    for link in image.links where !host.files.exists("\(root)\(link.path)", by: .root) {
      host.files.installDirectory(FileSystem.parent(of: "\(root)\(link.path)"), at: now)
      try? host.files.makeLink("\(root)\(link.path)", to: link.target, by: .root, at: now)
    }
    for bind in plan.mounts {
      let place = "\(root)\(bind.at)"
      guard !host.files.exists(place, by: .root) else { continue }
      let isDirectory = (try? host.files.status(bind.source, by: .root))?.isDirectory ?? true
      if isDirectory {
        host.files.installDirectory(place, at: now)
      } else {
        host.files.install(place, .bytes([]), at: now)
      }
    }
  }
}
