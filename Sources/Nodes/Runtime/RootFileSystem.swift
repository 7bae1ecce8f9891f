import Hosts
import Simulation

/// What a container sees as `/`: the image's directories and programs, and places for its mounts.
///
/// Containers of one image with the same mounts have the same files, which are made once and shared.
struct RootFileSystem: Hashable {
  /// A place at which something is mounted.
  struct Place: Hashable {
    var path: String
    var isDirectory: Bool
  }

  let imageID: String
  let places: [Place]

  init(_ image: Image, plan: ContainerPlan, host: Host) {
    imageID = image.id
    places = plan.mounts.map { bind in
      let isDirectory = (try? host.files.status(bind.source, by: .root))?.isDirectory ?? true
      return Place(path: bind.at, isDirectory: isDirectory)
    }
  }

  /// Its files, those of the image first.
  func tree(_ image: Image) -> FileTree {
    var files = FileSystem(at: .start)
    let now = Instant.start
    for directory in image.directories + ["/dev", "/etc", "/proc", "/sys", "/tmp", "/run"] {
      files.installDirectory(directory, at: now)
    }
    try? files.changeMode("/tmp", to: 0o1777, by: .root, at: now)
    for device in ["null", "zero", "random", "urandom", "tty", "stdin", "stdout", "stderr"] {
      files.install("/dev/\(device)", .device(device), mode: 0o666, at: now)
    }
    for program in image.programs { files.install(program.path, .program(program.name), mode: 0o755, at: now) }
    for file in image.files { files.install(file.path, .bytes(Array(file.text.utf8)), at: now) }
    for link in image.links where !files.exists(link.path, by: .root) {
      files.installDirectory(FileSystem.parent(of: link.path), at: now)
      try? files.makeLink(link.path, to: link.target, by: .root, at: now)
    }
    for place in places where !files.exists(place.path, by: .root) {
      if place.isDirectory {
        files.installDirectory(place.path, at: now)
      } else {
        files.install(place.path, .bytes([]), at: now)
      }
    }
    return FileTree(files)
  }
}
