/// A line of `/etc/passwd`.
public struct Account: Equatable, Sendable {
  public var name: String
  public var id: Int
  public var group: Int
  public var comment: String
  public var home: String
  public var shell: String
}

/// A line of `/etc/group`.
public struct AccountGroup: Equatable, Sendable {
  public var name: String
  public var id: Int
  public var members: [String]
}

// Accounts are what the host's own files say at this moment, as for the real name service.
extension Host {
  /// All accounts in the order of `/etc/passwd`; lines that are none are left out.
  public var accounts: [Account] {
    (files.text("/etc/passwd") ?? "").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 7, let id = Int(fields[2]), let group = Int(fields[3]) else { return nil }
      return Account(
        name: fields[0], id: id, group: group, comment: fields[4], home: fields[5], shell: fields[6])
    }
  }

  public var groups: [AccountGroup] {
    (files.text("/etc/group") ?? "").split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 4, let id = Int(fields[2]) else { return nil }
      return AccountGroup(name: fields[0], id: id, members: fields[3].split(separator: ",").map(String.init))
    }
  }

  public func account(named name: String) -> Account? { accounts.first { $0.name == name } }
  public func account(id: Int) -> Account? { accounts.first { $0.id == id } }
  public func group(named name: String) -> AccountGroup? { groups.first { $0.name == name } }
  public func group(id: Int) -> AccountGroup? { groups.first { $0.id == id } }

  /// The name of a user, or the number where nobody has it, as `ls -l` shows it.
  public func userName(_ id: Int) -> String { account(id: id)?.name ?? String(id) }
  public func groupName(_ id: Int) -> String { group(id: id)?.name ?? String(id) }

  /// The main group of an account first, then those that list it as a member.
  public func groups(of account: Account) -> [AccountGroup] {
    let all = groups
    let main = all.filter { $0.id == account.group }
    return main + all.filter { $0.id != account.group && $0.members.contains(account.name) }
  }

  /// Who a process is that an account starts.
  public func credentials(of account: Account) -> Credentials {
    var ids = groups(of: account).map(\.id)
    if !ids.contains(account.group) { ids.insert(account.group, at: 0) }
    return Credentials(user: account.id, group: account.group, groups: ids)
  }

  /// What sudo allows an account to do; nil where `/etc/sudoers` says nothing of it.
  public func sudoRight(of account: Account) -> SudoRight? {
    if account.id == 0 { return SudoRight(needsPassword: false) }
    let memberships = Set(groups(of: account).map { "%\($0.name)" })
    var right: SudoRight?
    for line in sudoLines {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      guard let who = words.first, who == account.name || who == "ALL" || memberships.contains(who) else { continue }
      right = SudoRight(needsPassword: !line.contains("NOPASSWD:"))
    }
    return right
  }

  /// The lines of `/etc/sudoers` and of the directory that it includes, without comments.
  private var sudoLines: [String] {
    var lines: [String] = []
    for line in (files.text("/etc/sudoers") ?? "").split(separator: "\n").map(String.init) {
      let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
      if words.count == 2, words[0] == "@includedir" || words[0] == "#includedir" {
        let names = ((try? files.list(words[1], by: .root)) ?? []).filter { !$0.contains(".") && !$0.hasSuffix("~") }
        for name in names {
          lines += (files.text("\(words[1])/\(name)") ?? "").split(separator: "\n").map(String.init)
        }
      } else {
        lines.append(line)
      }
    }
    return lines.filter { !$0.hasPrefix("#") && !$0.hasPrefix("Defaults") }
  }
}

/// What `sudo` lets an account do as any user.
public struct SudoRight: Equatable, Sendable {
  /// Without NOPASSWD a password would be asked for; simulated accounts have none, so sudo fails then.
  public var needsPassword: Bool

  public init(needsPassword: Bool) {
    self.needsPassword = needsPassword
  }
}
