import Etcd
import World

/// etcdctl auth, user, role.
enum AuthCommands {
  static func auth(_ dialect: EtcdVersion.Dialect) -> CobraCommand {
    var commands = [
      CobraCommand("enable", "Enables authentication", action: { call in
        if !call.arguments.isEmpty {
          throw EtcdExit(.badArguments, "auth enable command does not accept any arguments")
        }
        try send(call, .enable, "Authentication Enabled")
      }),
      CobraCommand("disable", "Disables authentication", action: { call in
        if !call.arguments.isEmpty {
          throw EtcdExit(.badArguments, "auth disable command does not accept any arguments")
        }
        try send(call, .disable, "Authentication Disabled")
      }),
    ]
    if dialect >= .v35 {
      commands.append(CobraCommand("status", "Returns authentication status", action: status))
    }
    return CobraCommand("auth <enable or disable>", "Enable or disable authentication", commands: commands)
  }

  private static func status(_ call: EtcdCall) throws {
    let client = try EtcdctlClient(call)
    guard case .auth(let header, .status(let isEnabled, let revision)) = try client.send(.auth(.status)) else {
      return
    }
    if client.output.format == .json {
      var object = GoJSON()
      object.header(header)
      object.flag("enabled", isEnabled)
      object.id("authRevision", revision)
      return try call.print(object.text)
    }
    try client.output.acknowledge(header, "Authentication Status: \(isEnabled)\nAuthRevision: \(revision)")
  }

  private static func send(_ call: EtcdCall, _ request: EtcdAuthRequest, _ text: String) throws {
    let client = try EtcdctlClient(call)
    guard case .auth(let header, _) = try client.send(.auth(request)) else { return }
    try client.output.acknowledge(header, text)
  }

  private static func argument(_ call: EtcdCall, _ count: Int, _ complaint: String) throws -> [String] {
    guard call.arguments.count == count else { throw EtcdExit(.badArguments, complaint) }
    return call.arguments
  }
}

// MARK: - user

extension AuthCommands {
  static let user = CobraCommand(
    "user <subcommand>", "User related commands",
    commands: [
      CobraCommand(
        "add <user name or user:password> [options]", "Adds a new user",
        flags: [
          .bool("interactive", "Read password from stdin instead of interactive terminal", initial: true),
          .bool("no-password", "Create a user without password (CN based auth only)"),
          CobraFlag("new-user-password", .string, "", "Supply password from the command line flag"),
        ], action: addUser),
      CobraCommand("delete <user name>", "Deletes a user", action: { call in
        let name = try argument(call, 1, "user delete command requires user name as its argument")[0]
        try send(call, .userDelete(name: name), "User \(name) deleted")
      }),
      CobraCommand(
        "get <user name> [options]", "Gets detailed information of a user",
        flags: [.bool("detail", "Show permissions of roles granted to the user")], action: getUser),
      CobraCommand("list", "Lists all users", action: listUsers),
      CobraCommand(
        "passwd <user name> [options]", "Changes password of user",
        flags: [.bool("interactive", "If true, read password from stdin instead of interactive terminal", initial: true)],
        action: { call in
          let name = try argument(call, 1, "user passwd command requires user name as its argument")[0]
          let password = try readPassword(call, name)
          try send(call, .userChangePassword(name: name, password: password), "Password updated")
        }),
      CobraCommand("grant-role <user name> <role name>", "Grants a role to a user", action: { call in
        let names = try argument(call, 2, "user grant command requires user name and role name as its argument")
        try send(
          call, .userGrantRole(user: names[0], role: names[1]), "Role \(names[1]) is granted to user \(names[0])")
      }),
      CobraCommand("revoke-role <user name> <role name>", "Revokes a role from a user", action: { call in
        let names = try argument(call, 2, "user revoke-role requires user name and role name as its argument")
        try send(
          call, .userRevokeRole(user: names[0], role: names[1]),
          "Role \(names[1]) is revoked from user \(names[0])")
      }),
    ])

  private static func addUser(_ call: EtcdCall) throws {
    let text = try argument(call, 1, "user add command requires user name as its argument")[0]
    let mark = text.firstIndex(of: ":")
    let name = String(text[..<(mark ?? text.endIndex)])
    var password = mark.map { String(text[text.index(after: $0)...]) } ?? call.string("new-user-password")
    let noPassword = call.isOn("no-password")
    if name.isEmpty { throw EtcdExit(.badArguments, "empty user name is not allowed") }
    if mark == nil && password.isEmpty && !noPassword { password = try readPassword(call, name) }
    try send(
      call, .userAdd(name: name, password: password, noPassword: noPassword), "User \(name) created")
  }

  /// Asks twice, as the real program does without echo.
  private static func readPassword(_ call: EtcdCall, _ name: String) throws -> String {
    func line() throws -> String {
      let bytes = try call.process.input.readLine(by: call.process) ?? []
      return String(decoding: bytes.last == 10 ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
    if !call.isOn("interactive") { return try line() }
    try call.process.print("Password of \(name): ")
    let first = try line()
    try call.process.print("\nType password of \(name) again for confirmation: ")
    let second = try line()
    try call.print("")
    if first != second {
      throw EtcdExit(.badArguments, "given passwords are different")
    }
    return first
  }

  private static func getUser(_ call: EtcdCall) throws {
    let name = try argument(call, 1, "user get command requires user name as its argument")[0]
    let client = try EtcdctlClient(call)
    guard case .auth(let header, .user(let roles)) = try client.send(.auth(.userGet(name: name))) else { return }
    if client.output.format == .json {
      var object = GoJSON()
      object.header(header)
      object.strings("roles", roles)
      return try call.print(object.text)
    }
    try call.print("User: \(name)")
    try call.print("Roles:\(roles.map { " \($0)" }.joined())")
    guard call.isOn("detail") else { return }
    for role in roles {
      guard case .auth(_, .role(let permissions)) = try client.send(.auth(.roleGet(name: role))) else { continue }
      try call.print("")
      try printRole(role, permissions, call)
    }
  }

  private static func listUsers(_ call: EtcdCall) throws {
    let client = try EtcdctlClient(call)
    guard case .auth(let header, .users(let names)) = try client.send(.auth(.userList)) else { return }
    try printNames(names, "users", header, client)
  }

  private static func printNames(
    _ names: [String], _ field: String, _ header: EtcdHeader, _ client: EtcdctlClient
  ) throws {
    switch client.output.format {
    case .json:
      var object = GoJSON()
      object.header(header)
      object.strings(field, names)
      try client.call.print(object.text)
    case .protobuf: throw client.output.notSimulated()
    case .table: throw client.output.unsupported()
    default: for name in names { try client.call.print(name) }
    }
  }
}

// MARK: - role

extension AuthCommands {
  static let role = CobraCommand(
    "role <subcommand>", "Role related commands",
    commands: [
      CobraCommand("add <role name>", "Adds a new role", action: { call in
        let name = try argument(call, 1, "role add command requires role name as its argument")[0]
        try send(call, .roleAdd(name: name), "Role \(name) created")
      }),
      CobraCommand("delete <role name>", "Deletes a role", action: { call in
        let name = try argument(call, 1, "role delete command requires role name as its argument")[0]
        try send(call, .roleDelete(name: name), "Role \(name) deleted")
      }),
      CobraCommand("get <role name>", "Gets detailed information of a role", action: { call in
        let name = try argument(call, 1, "role get command requires role name as its argument")[0]
        let client = try EtcdctlClient(call)
        guard case .auth(_, .role(let permissions)) = try client.send(.auth(.roleGet(name: name))) else { return }
        try printRole(name, permissions, call)
      }),
      CobraCommand("list", "Lists all roles", action: { call in
        let client = try EtcdctlClient(call)
        guard case .auth(let header, .roles(let names)) = try client.send(.auth(.roleList)) else { return }
        try printNames(names, "roles", header, client)
      }),
      CobraCommand(
        "grant-permission [options] <role name> <permission type> <key> [endkey]", "Grants a key to a role",
        flags: rangeFlags, action: grant),
      CobraCommand(
        "revoke-permission <role name> <key> [endkey]", "Revokes a key from a role", flags: rangeFlags,
        action: revoke),
    ])

  private static let rangeFlags: [CobraFlag] = [
    .bool("prefix", "grant a prefix permission"),
    .bool("from-key", "grant a permission of keys that are greater than or equal to the given key using byte compare"),
  ]

  /// The end of a permission's range; nil for a single key.
  private static func end(_ call: EtcdCall, _ key: EtcdKey, _ rest: ArraySlice<String>) -> EtcdKey? {
    if call.isOn("prefix") { return key.isEmpty ? .unbounded : key.prefixEnd }
    if call.isOn("from-key") { return .unbounded }
    return rest.first.map { EtcdKey($0) }
  }

  private static func grant(_ call: EtcdCall) throws {
    guard call.arguments.count >= 3 else {
      throw EtcdExit(
        .badArguments,
        "role grant command requires role name, permission type, and key [endkey] as its argument")
    }
    let kinds: [String: EtcdPermission.Kind] = ["read": .read, "write": .write, "readwrite": .readwrite]
    guard let kind = kinds[call.arguments[1].lowercased()] else {
      throw EtcdExit(.badArguments, "invalid permission type: \(call.arguments[1])")
    }
    let key = EtcdKey(call.arguments[2])
    let permission = EtcdPermission(kind: kind, key: key, end: end(call, key, call.arguments.dropFirst(3)))
    let role = call.arguments[0]
    try send(call, .roleGrantPermission(role: role, permission), "Role \(role) updated")
  }

  private static func revoke(_ call: EtcdCall) throws {
    guard call.arguments.count >= 2 else {
      throw EtcdExit(
        .badArguments, "role revoke-permission command requires role name and key [endkey] as its argument")
    }
    let role = call.arguments[0]
    let key = EtcdKey(call.arguments[1])
    let end = end(call, key, call.arguments.dropFirst(2))
    let text =
      end.map { last in
        last == .unbounded
          ? "Permission of range [\(key.text), <open ended> is revoked from role \(role)"
          : "Permission of range [\(key.text), \(last.text)) is revoked from role \(role)"
      } ?? "Permission of key \(key.text) is revoked from role \(role)"
    try send(call, .roleRevokePermission(role: role, key: key, end: end), text)
  }

  private static func printRole(_ name: String, _ permissions: [EtcdPermission], _ call: EtcdCall) throws {
    try call.print("Role \(name)")
    for (title, wanted) in [("KV Read:", EtcdPermission.Kind.read), ("KV Write:", .write)] {
      try call.print(title)
      for permission in permissions where permission.kind == wanted || permission.kind == .readwrite {
        try call.print("\t\(range(permission))")
      }
    }
  }

  private static func range(_ permission: EtcdPermission) -> String {
    let key = permission.key.text
    guard let end = permission.end else { return key }
    if end == .unbounded { return "[\(key), <open ended>" }
    if permission.key.prefixEnd == end { return "[\(key), \(end.text)) (prefix \(key))" }
    return "[\(key), \(end.text))"
  }
}
