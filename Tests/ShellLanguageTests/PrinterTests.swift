import Testing

@testable import ShellLanguage

/// Recorded from bash 5.2: `declare -f`.
private let recorded: [(source: String, printed: String)] = [
  ("f() { echo x; }", "f () \n{ \n    echo x\n}"),
  (
    "f() { if [ $# -eq 0 ]; then echo a; elif b; then c; d; else e; fi; }",
    """
    f () 
    { 
        if [ $# -eq 0 ]; then
            echo a;
        else
            if b; then
                c;
                d;
            else
                e;
            fi;
        fi
    }
    """
  ),
  (
    """
    g() { for i in "$@"; do case $i in -h|--help) echo help; return;; *) echo "x $i"; b;& c) ;;& esac; done; \
    for ((i=0;i<3;i++)); do echo $i; done; while read -r x; do echo $x; done < file; until a; do b; done; }
    """,
    """
    g () 
    { 
        for i in "$@";
        do
            case $i in 
                -h | --help)
                    echo help;
                    return
                ;;
                *)
                    echo "x $i";
                    b
                ;&
                c)

                ;;&
            esac;
        done;
        for ((i=0; i<3; i++))
        do
            echo $i;
        done;
        while read -r x; do
            echo $x;
        done < file;
        until a; do
            b;
        done
    }
    """
  ),
  ("h() ( cd dir; pwd )", "h () \n( cd dir;\npwd )"),
  (
    "i() { cat <<EOF | grep x > y 2>&1\na $1\nEOF\necho b && c || d; a | b |& c; ! x; (a; b); { c; d; }; }",
    """
    i () 
    { 
        cat <<EOF |
    a $1
    EOF
      grep x > y 2>&1;
        echo b && c || d;
        a | b 2>&1 | c;
        ! x;
        ( a;
        b );
        { 
            c;
            d
        }
    }
    """
  ),
  (
    "i() { [[ -f x && ( a == b || ! c =~ d ) ]]; ((x+1)); z & y=1 w=(1 2 3) cmd arg; k() { echo in; }; a[1]+=2; }",
    """
    i () 
    { 
        [[ -f x && ( a == b || ! c =~ d ) ]];
        ((x+1));
        z & y=1 w=(1 2 3) cmd arg;
        function k () 
        { 
            echo in
        };
        a[1]+=2
    }
    """
  ),
  (
    "i() { local x=1 y=(a b); cmd 3>&1 4<&- &>z <<<word &>>q >|r <>s; x & }",
    """
    i () 
    { 
        local x=1 y=(a b);
        cmd 3>&1 4>&- &> z <<< word &>> q >| r 0<> s;
        x &
    }
    """
  ),
  ("j() for i; do echo $i; done", "j () \nfor i in \"$@\";\ndo\n    echo $i;\ndone"),
  (
    "m() { if a; then b; fi & c; while x; do y & done; }",
    "m () \n{ \n    if a; then\n        b;\n    fi & c;\n    while x; do\n        y &\n    done\n}"
  ),
  (
    "n() { cat <<-A <<'B'\n\tx\n\tA\n$q\nB\n}",
    "n () \n{ \n    cat <<-A <<'B'\nx\nA\n$q\nB\n\n}"
  ),
]

@Test("functions are shown as bash shows them", arguments: recorded)
func printing(_ source: String, _ printed: String) throws {
  let lists = try Parser.all(source)
  guard case .function(let name, let body)? = lists.first?.items.first?.chain.first.stages.first?.kind else {
    Issue.record("\(source) is no function")
    return
  }
  #expect(Printer.function(name, body) == printed)
}

@Test("what is printed reads back as the same", arguments: recorded)
func printingAgain(_ source: String, _ printed: String) throws {
  let lists = try Parser.all(printed)
  guard case .function(let name, let body)? = lists.first?.items.first?.chain.first.stages.first?.kind else {
    Issue.record("\(printed) is no function")
    return
  }
  #expect(Printer.function(name, body) == printed)
}
