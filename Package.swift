// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Editors open within the terminal pane where libvterm is there at build time (Debian: libvterm-dev), else full-screen.
let hasVTerm = ["/usr/include", "/usr/local/include", "/opt/homebrew/include"].contains {
  FileManager.default.fileExists(atPath: "\($0)/vterm.h")
}

/// The layers of ARCHITECTURE.md: imports go down only, and TidyTests hold the sources to it.
let strict: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny")]

let treeCollections = Target.Dependency.product(name: "HashTreeCollections", package: "swift-collections")
let orderedCollections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

func layer(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "cka-trainer",
  products: [.executable(name: "cka-trainer", targets: ["cka-trainer"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Level 0: know nothing of one another.
    layer("Simulation"),
    layer("Documents", [.product(name: "Yams", package: "Yams")]),
    layer("Screen"),
    layer("ShellLanguage"),
    .target(name: "CAssets"),
    layer("Assets", ["CAssets"]),

    // Level 1
    layer("Hosts", ["Simulation", "Documents", treeCollections]),
    layer("KubeModel", ["Documents", "Simulation", "Assets"]),

    // Level 2
    layer("Etcd", ["Simulation", "Hosts", "Documents"]),
    layer("APIServer", ["KubeModel", "Documents", "Simulation", "Etcd"]),
    layer("Controllers", ["KubeModel", "Documents", "Simulation"]),
    layer("Nodes", ["KubeModel", "Documents", "Hosts", "Simulation", "ShellLanguage", "Assets"]),
    layer("Networking", ["KubeModel", "Documents"]),

    // Level 3
    layer(
      "World",
      [
        "Simulation", "Documents", "Hosts", "KubeModel", "Etcd", "APIServer", "Controllers", "Nodes", "Networking",
        "Assets", orderedCollections,
      ]),

    // Level 4
    layer("Shell", ["ShellLanguage", "World", "Hosts", "Simulation", "Documents", orderedCollections]),
    layer(
      "Tools",
      [
        "World", "Hosts", "Simulation", "Documents", "KubeModel", "Etcd", "Nodes", "Networking", orderedCollections,
      ]),
    layer("Kubectl", ["World", "Hosts", "KubeModel", "Documents", "Simulation"]),

    // Level 5
    layer(
      "Training",
      [
        "Shell", "Tools", "Kubectl", "World", "Hosts", "Simulation", "Documents", "KubeModel", "Networking", "Etcd",
        "Assets",
      ]),
    layer("AttemptStore", ["Training", .product(name: "GRDB", package: "GRDB.swift")]),

    // Level 6
    layer("TrainerUI", ["Screen"]),

    // Level 7: the only code that knows ncurses and pseudo-terminals.
    .target(
      name: "CTerminal",
      cSettings: [
        .define("_XOPEN_SOURCE", to: "700"), .define("_XOPEN_SOURCE_EXTENDED"), .define("_DEFAULT_SOURCE"),
        .define("_DARWIN_C_SOURCE"), .define("NCURSES_WIDECHAR", to: "1"),
      ] + (hasVTerm ? [.define("CT_HAS_VTERM")] : []),
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
        .linkedLibrary("util", .when(platforms: [.linux])),
      ] + (hasVTerm ? [.linkedLibrary("vterm")] : [])),
    layer("Terminal", ["CTerminal", "Screen"]),

    // Level 8
    .executableTarget(
      name: "cka-trainer",
      dependencies: [
        "TrainerUI", "Terminal", "AttemptStore", "Training", "Shell", "Networking", "Documents", "World", "Hosts", "Screen",
        "Simulation", "Assets",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Tests
    tests("Documents", ["Documents"]),
    tests("Screen", ["Screen"]),
    tests("ShellLanguage", ["ShellLanguage"]),
    tests("Shell", ["Shell", "ShellLanguage", "World", "Hosts", "Simulation"]),
    tests("Hosts", ["Hosts", "Documents", "Simulation", "Assets"]),
    tests("KubeModel", ["KubeModel", "Documents"]),
    tests("Etcd", ["Etcd", "Hosts", "Documents", "Simulation"], exclude: ["Files"]),
    tests("APIServer", ["APIServer", "KubeModel", "Documents", "Etcd", "Simulation"]),
    tests("Nodes", ["Nodes", "KubeModel", "Documents", "Hosts", "Simulation", "Assets"]),
    tests("Controllers", ["Controllers", "APIServer", "Etcd", "KubeModel", "Documents", "Simulation"]),
    tests("Networking", ["Networking", "KubeModel", "Documents", "Simulation"]),
    tests("Kubectl", ["Kubectl", "World", "Hosts", "KubeModel", "Documents", "Simulation"]),
    tests("World", ["World", "KubeModel", "Documents", "Hosts", "Simulation", "Nodes"]),
    tests(
      "Session",
      [
        "Training", "AttemptStore", "World", "Shell", "Tools", "Kubectl", "Networking", "Documents", "Simulation",
      ],
      exclude: ["Transcripts", "Policies"]),
    tests("Tools", ["Tools", "World", "Hosts", "Simulation"]),
    tests("EtcdTools", ["Tools", "Etcd", "World", "Hosts", "Assets", "Simulation"]),
    tests("TrainerUI", ["TrainerUI", "Screen"], exclude: ["Keys"]),
    .executableTarget(
      name: "TerminalDemo", dependencies: ["Terminal", "Screen"], path: "Tests/TerminalDemo", swiftSettings: strict),
    tests("Terminal", ["Terminal", "Screen", "TerminalDemo", "cka-trainer"]),
    tests("Tidy", []),
  ],
  swiftLanguageModes: [.v6]
)
