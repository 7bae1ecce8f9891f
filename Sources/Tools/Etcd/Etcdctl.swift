import Etcd
import World

/// etcdctl: the client of etcd's API, in the dialect of the version that the host or the container has.
public enum Etcdctl: Tool {
  public static let name = "etcdctl"
  public static let path = "/usr/local/bin/etcdctl"
  public static let summary = "command line client for etcd"

  public static func run(_ process: Process) throws -> Int32 {
    try run(process, in: .world)
  }

  static func run(_ process: Process, in surroundings: EtcdSurroundings) throws -> Int32 {
    let version = surroundings.version(process)
    if version.dialect < .v36 {
      switch process.environment["ETCDCTL_API"] ?? "3" {
      case "", "3": break
      case "2": return try EtcdctlVersion2.run(process, version)
      case let other:
        let mark = version.dialect == .v34 ? "" : ":"
        try process.printError("unsupported API version\(mark) \(other)\n")
        return 1
      }
    }
    let program = CobraProgram(
      root: root(version.dialect), version: version, layout: .etcdctl, surroundings: surroundings)
    return try program.run(process)
  }

  private static func root(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var commands = [
      KeyCommands.get(dialect), KeyCommands.put, KeyCommands.delete(dialect), TxnCommand.command,
      WatchCommand.command, LeaseCommands.command, MemberCommands.command(dialect), MemberCommands.moveLeader,
      EndpointCommands.command(dialect), SnapshotCommands.command(dialect), MaintenanceCommands.compaction,
      MaintenanceCommands.defrag(dialect), MaintenanceCommands.alarm, MaintenanceCommands.check,
      MaintenanceCommands.version, AuthCommands.auth(dialect), AuthCommands.user, AuthCommands.role,
    ]
    let others = [
      ("elect <election-name> [proposal]", "Observes and participates in leader election"),
      ("lock <lockname> [exec-command arg1 arg2 ...]", "Acquires a named lock"),
      ("make-mirror [options] <destination>", "Makes a mirror at the destination etcd cluster"),
      ("completion", "Generate completion script"),
    ]
    commands += others.map { MaintenanceCommands.notSimulated($0.0, $0.1) }
    if dialect >= .v35 { commands.append(MaintenanceCommands.downgrade) }
    if dialect == .v34 {
      commands.append(
        MaintenanceCommands.notSimulated("migrate", "Migrates keys in a v2 store to a mvcc store"))
    }
    var root = CobraCommand("etcdctl", "A simple command line client for etcd3.", commands: commands)
    root.persistentFlags = globalFlags(dialect)
    return root
  }

  private static func globalFlags(_ dialect: EtcdVersion.Dialect) -> [CobraFlag] {
    var flags = [
      CobraFlag("endpoints", .strings, "127.0.0.1:2379", "gRPC endpoints"),
      .bool("debug", "enable client-side debug logging"),
      CobraFlag(
        "write-out", .string, "simple", "set the output format (fields, json, protobuf, simple, table)",
        shorthand: "w"),
      .bool("hex", "print byte strings as hex encoded strings"),
      CobraFlag("dial-timeout", .duration, "2s", "dial timeout for client connections"),
      CobraFlag(
        "command-timeout", .duration, "5s", "timeout for short running command (excluding dial timeout)"),
      CobraFlag("keepalive-time", .duration, "2s", "keepalive time for client connections"),
      CobraFlag("keepalive-timeout", .duration, "6s", "keepalive timeout for client connections"),
      .bool("insecure-transport", "disable transport security for client connections", initial: true),
      .bool("insecure-discovery", "accept insecure SRV records describing cluster endpoints", initial: true),
      .bool(
        "insecure-skip-tls-verify",
        "skip server certificate verification (CAUTION: this option should be enabled only for testing purposes)"),
      CobraFlag("cert", .string, "", "identify secure client using this TLS certificate file"),
      CobraFlag("key", .string, "", "identify secure client using this TLS key file"),
      CobraFlag("cacert", .string, "", "verify certificates of TLS-enabled secure servers using this CA bundle"),
      CobraFlag(
        "user", .string, "", "username[:password] for authentication (prompt if password is not supplied)"),
      CobraFlag(
        "password", .string, "",
        "password for authentication (if this option is used, --user option shouldn't include password)"),
      CobraFlag(
        "discovery-srv", .string, "", "domain name to query for SRV records describing cluster endpoints",
        shorthand: "d"),
      CobraFlag("discovery-srv-name", .string, "", "service name to query when using DNS discovery"),
    ]
    if dialect >= .v36 {
      flags.append(
        CobraFlag("max-recv-bytes", .int, "0", "client-side response receive limit in bytes (0: no limit of its own)"))
      flags.append(
        CobraFlag("max-request-bytes", .int, "0", "client-side request send limit in bytes (0: 2 MiB)"))
    }
    return flags
  }
}

/// The program of API version 2, which `ETCDCTL_API=2` chooses up to 3.5: only its help is simulated.
enum EtcdctlVersion2 {
  static func run(_ process: Process, _ version: EtcdVersion) throws -> Int32 {
    for argument in process.arguments.dropFirst() {
      if argument.hasPrefix("--"), !["--help", "--version", "--debug", "--no-sync"].contains(argument) {
        let name = argument.drop { $0 == "-" }.prefix { $0 != "=" }
        let known = ["endpoints", "endpoint", "peers", "cert-file", "key-file", "ca-file", "username", "output", "timeout"]
        if known.contains(String(name)) { continue }
        try process.printError("flag provided but not defined: -\(name)\n")
        return 1
      }
      if argument == "--version" {
        try process.print("etcdctl version: \(version.text)\nAPI version: 2\n")
        return 0
      }
      if argument.hasPrefix("-") { continue }
      if commands.contains(argument) {
        try process.printError("not simulated: etcdctl with API version 2\n")
        return 1
      }
      try process.printError("No help topic for '\(argument)'\n")
      return 3
    }
    try process.print(help(version))
    return 0
  }

  private static let commands: Set<String> = [
    "backup", "cluster-health", "mk", "mkdir", "rm", "rmdir", "get", "ls", "set", "setdir", "update", "updatedir",
    "watch", "exec-watch", "member", "user", "role", "auth",
  ]

  private static func help(_ version: EtcdVersion) -> String {
    """
    NAME:
       etcdctl - A simple command line client for etcd.

    USAGE:
       etcdctl [global options] command [command options] [arguments...]

    VERSION:
       \(version.text)

    COMMANDS:
       backup, cluster-health, mk, mkdir, rm, rmdir, get, ls, set, setdir, update, updatedir, watch, exec-watch,
       member, user, role, auth
       help, h  Shows a list of commands or help for one command

    GLOBAL OPTIONS:
       --endpoints value   machine addresses in the cluster (default: "http://127.0.0.1:2379,http://127.0.0.1:4001")
       --cert-file value   identify HTTPS client using this SSL certificate file
       --key-file value    identify HTTPS client using this SSL key file
       --ca-file value     verify certificates of HTTPS-enabled servers using this CA bundle
       --help, -h          show help
       --version, -v       print the version


    """
  }
}
