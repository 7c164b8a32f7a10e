namespace RunbookEngine.Ssh.Shells;

/// <summary>
/// What the command shell of a connection is told first. It is POSIX shell, and runs under dash, bash and busybox. Beside the shell's own words it needs <c>id</c>,
/// <c>od</c>, <c>stat</c>, <c>sleep</c>, <c>mkdir</c> and <c>setsid</c>.
/// </summary>
internal static class CommandScript
{
    /// <summary>
    /// The supervisor: what stands between a connection and a command. It outlives the connection, claims the command's name, runs it, and writes down how it
    /// ended. In order: a signal to the whole group must not end it, and a handler, other than ignoring, is not passed on; the name goes to whoever creates the
    /// claim; nothing runs before the claim stands complete in its file; closing its standard error tells the waiting shell so; <c>exec</c> in a shell of its own
    /// takes the word for a program; the claim stays open to the end, which is how others know the supervisor, and leaves room in its block for the last line.
    /// It never writes to the connection: a frozen one could stop it before the command began.
    /// </summary>
    public const string Supervisor =
        """
        trap : HUP INT QUIT ALRM TERM USR1 USR2 PIPE
        set -C
        exec 5>>"$1.stdout" 6>>"$1.stderr" 4>"$1.claim" || exit 96
        echo "claimed $$ $2 ${INVOCATION_ID-}" >&4 || exit 97
        exec 2>/dev/null
        shift 2
        (exec "$@") >&5 2>&6 4>&- 5>&- 6>&-
        echo "exited $?" >&4
        """;

    /// <summary>
    /// Answers are single lines, short enough to be written at once, so that many processes may share the channel:
    /// <c>C</c> the claim is certain; <c>E</c> how it ended, with claim, times, lengths, and the outputs themselves when they are short; <c>G</c> no claim;
    /// <c>V</c> taken out of use; <c>U</c> a claim that says nothing; <c>X</c> not possible; <c>N</c> no such working directory; <c>R</c> what a supervisor
    /// complained of; <c>T</c> too late; <c>K</c> its session is empty; <c>I</c> the id of a folder, the id of the machine, and the namespace of its processes; <c>P</c> alive; <c>L</c> somebody is still at it.
    /// Functions: those of <see cref="ClaimScript"/>; <c>p</c> answers, <c>e</c> tells an end, <c>z</c> sleeps unless the connection is gone, <c>y</c> gives a sign of life now and then,
    /// <c>f</c> follows a claim to its end, <c>a</c> takes a free name out of use or follows, <c>w</c> only follows, <c>b</c> is the beginning of all starts, <c>s</c> starts or follows, <c>u</c> does so in a transient unit of systemd, which gets its
    /// source from <c>j</c> by its standard input, <c>r</c> waits until
    /// a supervisor closes its standard error, <c>k</c> ends a session, <c>t</c> tells the time in hundredths of a second, <c>m</c> makes a folder that nobody else can look into, <c>q</c> makes one and gives it an id.
    /// </summary>
    public static readonly string Text =
        $$"""
        exec 8>&1 >/dev/null 2>/dev/null
        unset IFS ENV CDPATH
        sup='{{Supervisor}}'
        p() { printf '%s\n' "$*" >&8; }
        {{ClaimScript.Text}}
        e() {
          set -- $(stat -c "$format" "$stem.claim" "$stem.stdout" "$stem.stderr") x
          o=
          [ $# -eq 10 ] && [ $(($4 + $7)) -gt 0 ] && [ $(($4 + $7)) -le {{InlineBytes}} ] && o=$(od -An -v -tx1 "$stem.stdout" "$stem.stderr")
          p "E $id $l1,$l2,$*," $o
        }
        z() { kill -0 $$ || exit; sleep "$1" || sleep 1; }
        y() { y=$((${y:-0} + 1)); [ $((y % 2)) -ne 0 ] || p "L $id"; }
        f() {
          while :; do
            c || { p "G $id"; exit; }
            [ -n "$l1" ] && break
            h && { y; z 0.02; continue; }
            c; [ -n "$l1" ] && break
            p "U $id $(stat -c %Y "$stem.claim")"; exit
          done
          set -- $l1 . .
          q=$2
          case $1$q in void.) p "V $id"; exit;; claimed*[!0-9]* | claimed) p "U $id 0"; exit;; claimed*) ;; *) p "U $id 0"; exit;; esac
          if [ -z "$l2" ] && [ "$3" = "$boot" ]; then
            p "C $id $(stat -c "$format" "$stem.claim")"
            n=0
            while [ "/proc/$q/fd/4" -ef "$stem.claim" ]; do
              n=$((n + 1))
              y
              if [ $n -lt 20 ]; then z 0.05; elif [ $n -lt 60 ]; then z 0.25; else z 1; fi
            done
            c
            while [ -z "$l2" ] && g; do y; z 0.25; c; done
          fi
          e
          exit
        }
        a() {
          id=$1 stem=$2
          if (set -C; echo void >"$stem.claim"); then p "V $id"; exit; fi
          [ -e "$stem.claim" ] || { p "X $id"; exit; }
          f
        }
        w() { id=$1 stem=$2; f; }
        b() {
          id=$1 stem=$2
          read -r n x </proc/uptime
          [ "${n%.*}" -le "$4" ] || { p "T $id"; exit; }
          [ -e "$stem.claim" ] && f
          cd -- "$3" || { p "N $id"; exit; }
        }
        s() {
          b "$@"
          input=$5
          shift 5
          if [ "$input" = 1 ]; then
            i 8>&- | setsid /bin/sh -c "$sup" runbook "$stem" "$boot" "$@" 2>&1 >/dev/null 8>&- | r
          else
            setsid /bin/sh -c "$sup" runbook "$stem" "$boot" "$@" 2>&1 >/dev/null 8>&- | r
          fi
          f
        }
        u() {
          b "$@"
          name=$5
          shift 5
          v=$(systemd-run --version | { read -r x v x; echo "${v%%[!0-9]*}"; })
          [ "${v:-0}" -ge 243 ] && set -- -p OOMPolicy=continue "$@"
          [ "$user" = 0 ] || { set -- --user "$@"; export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$user}"; }
          until [ -s "$stem.claim" ]; do z 0.02; done && p "C $id" &
          v=$!
          j 8>&- | systemd-run --pipe --wait --collect --quiet --unit="$name" -E PATH="$PATH" -E HOME="$HOME" -E USER="$USER" -E LOGNAME="$LOGNAME" "$@" \
            /bin/sh -s 2>&1 >/dev/null 8>&- | { read -r x && p "R $id $x"; while read -r x; do :; done; }
          kill $v
          f
        }
        r() {
          read -r x
          if [ -n "$x" ]; then p "R $id $x"; else p "C $id"; fi
        }
        k() {
          id=$1 stem=$2 asked=' '
          c
          set -- $l1 . . "$3"
          q=$2
          case $1$q in claimed*[!0-9]* | claimed) p "K $id"; exit;; claimed*) ;; *) p "K $id"; exit;; esac
          [ "$3" = "$boot" ] || { p "K $id"; exit; }
          while [ $# -gt 1 ]; do shift; done
          t; end=$((now + $1))
          while :; do
            if ! g && ! [ "/proc/$q/fd/4" -ef "$stem.claim" ]; then p "K $id"; exit; fi
            t
            for x in $m; do
              if [ $now -ge $end ]; then
                kill -KILL "$x"
              else
                case $asked in *" $x "*) ;; *) kill -TERM "$x"; asked="$asked$x ";; esac
              fi
            done
            y
            z 0.05
          done
        }
        t() { read -r n x </proc/uptime; now=$((${n%.*} * 100 + 1${n#*.} - 100)); }
        m() { (umask 077; mkdir "$1" || { mkdir -p "${1%/*}" && mkdir "$1"; }); }
        q() {
          m "$2"
          [ -d "$2" ] || { p "X $1 it cannot be made"; exit; }
          if ! [ -s "$2/.id" ]; then
            read -r n </proc/sys/kernel/random/uuid
            (umask 077; set -C; echo "$n" >"$2/.id.$n") && [ -s "$2/.id.$n" ] || { rm -f "$2/.id.$n"; p "X $1 nothing can be written into it"; exit; }
            ln "$2/.id.$n" "$2/.id" || [ -s "$2/.id" ] || mv "$2/.id.$n" "$2/.id"
            rm -f "$2/.id.$n"
          fi
          n= x=
          read -r n <"$2/.id"
          [ -n "$n" ] || { p "X $1 it cannot be read"; exit; }
          [ -r /etc/machine-id ] && read -r x </etc/machine-id
          v=$(readlink /proc/self/ns/pid)
          p "I $1 $n ${x:--} ${v:--}"
        }
        format='%s %.6W %.6Y'
        case $(stat -c %.6Y /) in [0-9]*.[0-9]*) ;; *) format='%s 0 %Y';; esac
        read -r boot </proc/sys/kernel/random/boot_id
        read -r up x </proc/uptime
        while read -r n x; do [ "$n" = btime ] && booted=$x; done </proc/stat
        ends=0 systemd=0 lingers=0
        if [ -d /run/systemd/system ]; then
          systemd=1
          {{Logout}}
        fi
        user=$(id -u)
        p "{{HostFacts.Mark}}$boot $booted $user ${up%.*} $ends $systemd $lingers ${HOME:-/}"

        """;

    /// <summary>Outputs up to this length, both together, come with the end of a command. Three characters a byte, so that the line is written at once.</summary>
    public const int InlineBytes = 1000;

    /// <summary>Whether logind ends the processes of the one who logged in, who is told in <c>login</c>.</summary>
    private const string Logout =
        """
        [ -e "/var/lib/systemd/linger/$login" ] && lingers=1
          ends=$(
            busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager KillUserProcesses KillOnlyUsers KillExcludeUsers | {
              read -r x kills; read -r only; read -r not; n=0
              [ "$kills" = true ] && case $not in *"\"$login\""*) ;; *) case $only in 'as 0' | *"\"$login\""*) n=1;; esac;; esac
              echo $n
            }
          )
        """;
}
