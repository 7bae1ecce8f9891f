/// What `set` and `shopt` switch.
public struct ShellOptions: Sendable, Equatable {
  /// The options of `set -o`, with their letters, in bash's order.
  static let setNames: [(name: String, letter: Character?)] = [
    ("allexport", "a"), ("braceexpand", "B"), ("emacs", nil), ("errexit", "e"), ("errtrace", "E"), ("functrace", "T"),
    ("hashall", "h"), ("histexpand", "H"), ("history", nil), ("ignoreeof", nil), ("interactive-comments", nil),
    ("keyword", "k"), ("monitor", "m"), ("noclobber", "C"), ("noexec", "n"), ("noglob", "f"), ("nolog", nil),
    ("notify", "b"), ("nounset", "u"), ("onecmd", "t"), ("physical", "P"), ("pipefail", nil), ("posix", nil),
    ("privileged", "p"), ("verbose", "v"), ("vi", nil), ("xtrace", "x"),
  ]

  static let shoptNames: [String] = [
    "autocd", "assoc_expand_once", "cdable_vars", "cdspell", "checkhash", "checkjobs", "checkwinsize", "cmdhist", "compat31",
    "compat32", "compat40", "compat41", "compat42", "compat43", "compat44", "complete_fullquote", "direxpand", "dirspell",
    "dotglob", "execfail", "expand_aliases", "extdebug", "extglob", "extquote", "failglob", "force_fignore",
    "globasciiranges", "globskipdots", "globstar", "gnu_errfmt", "histappend", "histreedit", "histverify",
    "hostcomplete", "huponexit", "inherit_errexit", "interactive_comments", "lastpipe", "lithist",
    "localvar_inherit", "localvar_unset", "login_shell", "mailwarn", "no_empty_cmd_completion", "nocaseglob",
    "nocasematch", "noexpand_translation", "nullglob", "patsub_replacement", "progcomp", "progcomp_alias", "promptvars",
    "restricted_shell", "shift_verbose", "sourcepath", "varredir_close", "xpg_echo",
  ]

  private var on: Set<String> = [
    "braceexpand", "hashall", "interactive-comments", "checkwinsize", "cmdhist", "complete_fullquote", "extquote",
    "force_fignore", "globasciiranges", "globskipdots", "hostcomplete", "interactive_comments", "patsub_replacement",
    "progcomp", "promptvars", "sourcepath",
  ]

  public init(interactive: Bool, login: Bool = false) {
    if interactive { on.formUnion(["emacs", "histexpand", "history", "expand_aliases"]) }
    if login { on.insert("login_shell") }
  }

  public subscript(_ name: String) -> Bool {
    get { on.contains(name) }
    set {
      if newValue { on.insert(name) } else { on.remove(name) }
    }
  }

  /// `$-`
  func letters(isInteractive: Bool, origin: Character?) -> String {
    var letters = ""
    for (name, letter) in Self.setNames where on.contains(name) {
      if let letter { letters.append(letter) }
    }
    // Bash lists lower case before upper case, and how the shell was started last.
    letters = String(letters.sorted { ($0.isUppercase ? 1 : 0, $0) < ($1.isUppercase ? 1 : 0, $1) })
    if isInteractive { letters.insert("i", at: letters.firstIndex { $0 > "i" } ?? letters.endIndex) }
    if let origin { letters.append(origin) }
    return letters
  }
}
