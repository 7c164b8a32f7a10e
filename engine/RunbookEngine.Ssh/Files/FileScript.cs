namespace RunbookEngine.Ssh.Files;

/// <summary>What shells know of files on a host: POSIX shell, with the tools of coreutils or busybox.</summary>
internal static class FileScript
{
    public const int Missing = 10;
    public const int Denied = 11;
    public const int IsFolder = 12;
    public const int Exists = 13;
    public const int NotEmpty = 14;
    public const int NotAFolder = 15;
    public const int NotAFile = 16;
    public const int IntoItself = 17;
    public const int Damaged = 18;
    public const int Other = 19;
    public const int Foreign = 20;

    /// <summary>
    /// Goes into the folder <c>$part</c> beside a path, which it makes with a mark in it where it is not there. Its name can be foretold, and others may be able to write beside it: so it is
    /// entered first and then looked at, from within, where nobody else can change anything. Whatever is not a folder of whoever is logged in, closed to all others and marked, is left alone.
    /// </summary>
    public const string Enter =
        "mine() { case $(stat -c '%u %a' .) in \"$(id -u) 700\" | \"$(id -u) 2700\") return 0;; esac; return 1; }; "
        + "enter() { if mkdir -m 700 -- \"$part\" 2>/dev/null; then cd -P -- \"$part\" && mine && (umask 077; set -C; : >.mark) 2>/dev/null || return 20; "
        + "else [ -d \"$part\" ] || [ -L \"$part\" ] || [ -e \"$part\" ] || { [ -w \"$up\" ] && return 19; return 11; }; "
        + "[ -d \"$part\" ] && ! [ -L \"$part\" ] && cd -P -- \"$part\" && mine && [ -f .mark ] || return 20; fi; }; "
        + "leave() { rm -f -- content .mark; cd /; rmdir -- \"$part\"; } 2>/dev/null; ";


    /// <summary>
    /// <c>there</c> whether anything stands at a path, links not followed; <c>no</c> ends with a status and a word on it; <c>why</c> ends with what stood in the
    /// way of a path, found by looking, never by reading messages; <c>x</c> runs a tool and ends so when it fails; <c>regular</c> sees that a file can be read;
    /// <c>above</c> is the folder of a path; <c>flush</c> brings it to disk; <c>beside</c> names a hidden neighbour; <c>dress</c> gives a fresh file owner and mode
    /// (those given, else those of the file that it will replace); <c>place</c> renames over; <c>ren</c> renames and never replaces; <c>folder</c> whether a path
    /// is a folder itself; <c>put</c> moves a path to another within a file system.
    /// </summary>
    public const string Functions =
        """
        LC_ALL=C
        export LC_ALL
        there() { [ -e "$1" ] || [ -L "$1" ]; }
        folder() { [ -d "$1" ] && ! [ -L "$1" ]; }
        no() { s=$1; shift; printf '%s' "$*"; exit "$s"; }
        above() { up=${1%/*}; [ -n "$up" ] || up=/; }
        why() {
          w=$1; above "$w"
          while ! there "$up" && [ "$up" != / ]; do above "$up"; done
          if ! [ -d "$up" ]; then no 15 "$err"; fi
          if ! [ -x "$up" ]; then no 11 "$err"; fi
          if ! there "$w"; then [ "$2" = new ] && { [ -w "$up" ] || no 11 "$err"; }; [ "$2" = new ] && [ -d "${w%/*}/" ] && no 19 "$err"; no 10 "$err"; fi
          case $2 in
          read) [ -r "$w" ] || no 11 "$err";;
          new) above "$w"; [ -w "$up" ] || no 11 "$err";;
          own) [ "$(id -u)" = 0 ] || [ -O "$w" ] || no 11 "$err";;
          esac
          no 19 "$err"
        }
        x() { k=$1 at=$2; shift 2; err=$("$@" 2>&1) || why "$at" "$k"; }
        regular() {
          [ -f "$1" ] || { err=; there "$1" || why "$1" read; [ -d "$1" ] && no 12; [ -L "$1" ] && ! [ -e "$1" ] && no 10; no 16; }
          [ -r "$1" ] || no 11
        }
        flush() { sync "$1" || sync; }
        beside() { above "$1"; n=${1##*/}; [ "$up" = / ] && up=; while [ ${#n} -gt 180 ]; do n=${n%?}; done; near="$up/.$n.runbook-$2"; }
        dress() {
          if [ -n "$3" ]; then x own "$1" chown -- "$3" "$1"
          elif [ -f "$4" ] && ! [ -L "$4" ]; then chown -- "$(stat -c %u:%g -- "$4")" "$1"; fi
          m=$2
          if [ -z "$m" ]; then if [ -f "$4" ] && ! [ -L "$4" ]; then m=$(stat -c %a -- "$4"); else m=644; fi; fi
          x own "$1" chmod -- "$m" "$1"
          flush "$1"
        }
        place() { x new "$2" mv -fT -- "$1" "$2"; above "$2"; flush "$up"; }
        ren() { err=$(mv -nT -- "$1" "$2" 2>&1); there "$1" || return 0; there "$2" && no 13; why "$2" new; }
        put() {
          if ! there "$2"; then ren "$1" "$2"; return; fi
          [ -n "$3" ] || no 13
          if folder "$1" || folder "$2"; then
            beside "$2" "$4-old"; old=$near
            ren "$2" "$old"
            (ren "$1" "$2") || { s=$?; mv -nT -- "$old" "$2"; exit $s; }
            above "$2"; flush "$up"
            rm -rf -- "$old"
          else
            x new "$2" mv -fT -- "$1" "$2"
          fi
        }

        """;

    /// <summary>Writes what <c>content</c> prints to <c>$p</c>, with mode <c>$mode</c> and owner <c>$owner</c> where they are not empty.</summary>
    public const string Write =
        """
        folder "$p" && no 12
        beside "$p" "$token"
        trap 'rm -f -- "$near"' EXIT
        if ! (umask 077; set -C; content >"$near") 2>/dev/null; then err=; [ -e "$near" ] && [ -w "$near" ] && no 19 'there is no room'; why "$p" new; fi
        dress "$near" "$mode" "$owner" "$p"
        place "$near" "$p"
        """;

    /// <summary>Copies <c>$p</c> to <c>$d</c>.</summary>
    public const string Copy =
        """
        regular "$p"
        folder "$d" && no 12
        beside "$d" "$token"
        trap 'rm -f -- "$near"' EXIT
        (umask 077; set -C; : >"$near") || { err=; why "$d" new; }
        err=$(cat -- "$p" 2>&1 >"$near") || no 19 "$err"
        [ -n "$mode" ] || mode=$(stat -L -c %a -- "$p")
        dress "$near" "$mode" "$owner" "$d"
        place "$near" "$d"
        """;

    /// <summary>Puts the content in the part <c>$part</c> in the place of <c>$p</c> when it has the hash <c>$hash</c>, and takes the part away.</summary>
    public const string Settle =
        Enter + "\n" +
        """
        arrived() { [ -f "$p" ] && [ "$(sha256sum <"$p")" = "$hash  -" ]; }
        there "$part" || { arrived && exit 0; no 18; }
        above "$p"
        enter || no $?
        trap leave EXIT
        folder "$p" && no 12
        [ -f content ] || { arrived && exit 0; no 18; }
        [ "$(sha256sum <content)" = "$hash  -" ] || no 18
        dress ./content "$mode" "$owner" "$p"
        place ./content "$p"
        """;

    /// <summary>Takes the part <c>$part</c> away, if it is ours.</summary>
    public const string GiveUp = Enter + "\nup=${part%/*}; [ -n \"$up\" ] || up=/\nthere \"$part\" && enter && leave\nexit 0\n";

    /// <summary>Moves <c>$p</c> to <c>$d</c>, replacing when <c>$replace</c> is not empty.</summary>
    public const string Move =
        """
        case $d in "$p"/*) no 17;; esac
        err=
        there "$p" || why "$p" read
        above "$d"
        there "$up" || why "$d" new
        if [ "$(stat -c '%d %m' -- "$p")" = "$(stat -L -c '%d %m' -- "$up")" ]; then
          put "$p" "$d" "$replace" "$token"
        else
          there "$d" && [ -z "$replace" ] && no 13
          beside "$d" "$token"; copy=$near
          err=$(cp -a -- "$p" "$copy" 2>&1) || { rm -rf -- "$copy"; why "$d" new; }
          sync -f "$copy" || sync
          (put "$copy" "$d" "$replace" "$token") || { s=$?; rm -rf -- "$copy"; exit $s; }
          above "$d"; flush "$up"
          beside "$p" "$token"; ren "$p" "$near"
          rm -rf -- "$near"
        fi
        above "$d"; flush "$up"; here=$up
        above "$p"; [ "$up" = "$here" ] || flush "$up"
        """;

    /// <summary>Removes <c>$p</c>, and what a folder holds when <c>$recursive</c> is not empty.</summary>
    public const string Remove =
        """
        err=
        there "$p" || why "$p" read
        if folder "$p" && [ -z "$recursive" ]; then
          err=$(rmdir -- "$p" 2>&1) && exit 0
          for f in "$p"/* "$p"/.[!.]* "$p"/..?*; do there "$f" && no 14; done
          why "$p" new
        fi
        x new "$p" rm -rf -- "$p"
        """;

    /// <summary>Makes the folder <c>$p</c> and those above it.</summary>
    public const string MakeFolder =
        """
        [ -d "$p" ] || { there "$p" && no 13; }
        err=$(mkdir -p -- "$p" 2>&1) || why "$p" new
        [ -z "$owner" ] || x own "$p" chown -- "$owner" "$p"
        [ -z "$mode" ] || x own "$p" chmod -- "$mode" "$p"
        flush "$p"; above "$p"; flush "$up"
        """;

    /// <summary>Sets owner and mode of <c>$p</c>.</summary>
    public const string SetAttributes =
        """
        err=
        [ -e "$p" ] || why "$p" read
        [ -z "$owner" ] || x own "$p" chown -- "$owner" "$p"
        [ -z "$mode" ] || x own "$p" chmod -- "$mode" "$p"
        """;

    /// <summary>Tells of <c>$p</c>: raw mode in hex, size, last change, owner by name, owner by number.</summary>
    public const string Stat =
        """
        err=
        there "$p" || why "$p" read
        t=%.9Y
        case $(stat -c %.9Y /) in [0-9]*.[0-9]*) ;; *) t=%Y;; esac
        stat -c "%f %s $t %U:%G %u:%g" -- "$p"
        """;

    /// <summary>Prints at most <c>$limit</c> bytes of <c>$p</c>, and one more to tell that there are more.</summary>
    public const string Read = "regular \"$p\"\nhead -c \"$((limit + 1))\" -- \"$p\"";

    /// <summary>Prints the hash of <c>$p</c>, and its length.</summary>
    public const string Hash = "regular \"$p\"\nsha256sum <\"$p\" || no 19\nstat -L -c %s -- \"$p\"";

    /// <summary>Prints the names in <c>$p</c>, each followed by a NUL.</summary>
    public const string List =
        """
        err=
        [ -d "$p" ] || { there "$p" || why "$p" read; no 15; }
        [ -r "$p" ] && [ -x "$p" ] && cd -- "$p" || no 11
        for f in * .[!.]* ..?*; do there "$f" && printf '%s\000' "$f"; done
        true
        """;
}
