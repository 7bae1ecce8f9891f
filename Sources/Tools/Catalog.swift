public import World

/// All programs of the hosts but kubectl. A new one is a file and a line here.
public let hostTools: [any Tool.Type] =
  textTools + fileTools + valueTools + searchTools + hostWideTools + systemTools + runningTools + networkTools + etcdTools
  + administrationTools

private let systemTools: [any Tool.Type] = [
  AddGroup.self, AddUser.self, Crontab.self, DeleteGroup.self, DeleteUser.self, FindMount.self, HostID.self,
  HostNameControl.self, KernelMessages.self, KernelSettings.self, Last.self, ListBlocks.self, ListModules.self,
  ListOpenFiles.self, ListProcessors.self, LoadModule.self, LocaleControl.self, LocaleSettings.self, LogName.self,
  MemoryStatistics.self, ModifyUser.self, Mount.self, Password.self, PasswordAge.self, ProcessNumbers.self,
  ResetTerminal.self, SetTerminal.self, SwapOff.self, SwapOn.self, TerminalName.self, TerminalPut.self,
  TimeControl.self, Unmount.self, Users.self, What.self, WhereIs.self, Who.self,
]

private let runningTools: [any Tool.Type] = [
  ChangeRoot.self, FileLock.self, GetOptions.self, IONice.self, Logger.self, Nice.self, Renice.self, RunAsUser.self,
  SetSession.self, StandardBuffers.self,
]

private let textTools: [any Tool.Type] = [
  Base32Tool.self, EnvironmentSubstitution.self, Factor.self, NumberUnits.self, OldSum.self, Strings.self,
  TopologicalSort.self, UnexpandTabs.self,
  ExpandTabs.self, FillParagraphs.self, HexDump.self, OctalDump.self, Shuffle.self, Split.self, VimHexDump.self,
  Base64Tool.self, ByteComparison.self, CheckCRC.self, Column.self, Comparison.self, ContextSplit.self, MD5Sum.self, SHA1Sum.self,
  SHA256Sum.self, SHA512Sum.self,
  Cat.self, Comm.self, Cut.self, Fold.self, Head.self, Join.self, NumberLines.self, Paste.self, Rev.self, Sort.self,
  Tac.self, Tail.self, Tee.self, Translate.self, Uniq.self, WordCount.self,
]

private let fileTools: [any Tool.Type] = [
  DirectoryList.self, FileKind.self, Gunzip.self, Gzip.self, LongDirectoryList.self, PlainLink.self, Tar.self, Zcat.self,
  Zgrep.self,
  BaseName.self, ChangeGroup.self, ChangeMode.self, ChangeOwner.self, Copy.self, DataDuplicator.self,
  DirectoryName.self, DiskUsage.self, Install.self, Link.self, List.self, MakeDirectory.self, MakeTemporary.self,
  Move.self, PathCheck.self, ReadLink.self, RealPath.self, Remove.self, RemoveDirectory.self, Stat.self, Sync.self, Touch.self,
  Tree.self, Truncate.self, Unlink.self,
]

private let searchTools: [any Tool.Type] = [
  ArgumentLists.self, Awk.self, BasicCalculator.self, ExtendedGrep.self, Find.self, FixedGrep.self, Grep.self, Jq.self, Mawk.self, Sed.self, Yq.self,
]

private let valueTools: [any Tool.Type] = [
  BracketTest.self, TestCondition.self,
  Date.self, Echo.self, Expression.self, False.self, Printf.self, SequenceOfNumbers.self, True.self, Yes.self,
]

private let networkTools: [any Tool.Type] = [
  AgnHost.self, NetworkStatistics.self,
  Curl.self, Dig.self, GetEntries.self, HostLookup.self, InternetProtocol.self, NameServerLookup.self, NetCat.self,
  Ping.self, SmallLookup.self, SmallNetCat.self, SmallPing.self, SmallWget.self, SocketStatistics.self, Telnet.self,
  Wget.self,
]

private let hostWideTools: [any Tool.Type] = [
  Architecture.self, DiskFree.self, FreeMemory.self, HostName.self, KernelName.self, Kill.self, KillAll.self,
  ProcessKill.self, ProcessSearch.self, ProcessStatus.self, ProcessorCount.self, Top.self, Uptime.self,
  Crictl.self, Journalctl.self, Systemctl.self,
  Bash.self, Clear.self, Dash.self, Environment.self, Identify.self, Less.self, ManualPages.self, More.self, Nano.self,
  NoHangup.self, PosixShell.self, PreferredEditor.self, PrintEnvironment.self, SecureCopy.self, SecureShell.self,
  SetPrivileges.self, ShowGroups.self, Sleep.self, Sudo.self, SwitchUser.self, Timeout.self, Vi.self, View.self, Vim.self, Watch.self,
  Which.self, WhoAmI.self, WorkingDirectory.self,
]

private let administrationTools: [any Tool.Type] = [Kubeadm.self, OpenSSL.self]
