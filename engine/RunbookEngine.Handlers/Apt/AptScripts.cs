namespace RunbookEngine.Handlers.Apt;

/// <summary>
/// The scripts that run on the target. What they print for the engine begins with <c>#</c>. Names are checked before they come here, so that splitting a list
/// at its blanks is safe. The first line of each is its name, by which a rehearsal knows what it does.
/// </summary>
internal static class AptScripts
{
    /// <summary>Runs a command again for as long as somebody else has a lock that apt itself does not wait for. Wants <c>$end</c>.</summary>
    private const string Patiently = """
        patiently() {
          said=$(mktemp)
          while :; do
            status=0
            "$@" 2>"$said" || status=$?
            cat "$said" >&2
            if [ "$status" -eq 0 ] || ! grep -qi 'lock' "$said" || [ "$(date +%s)" -ge "$end" ]; then break; fi
            sleep 2
          done
          rm -f "$said"
          return "$status"
        }

        """;

    /// <summary>All packages that dpkg knows something of; one that is not installed can be held too, and is left out by dpkg-query without a pattern.</summary>
    private const string Knowing = """
        known() {
          dpkg-query -W -f '${binary:Package}\t${Version}\t${db:Status-Want}\t${db:Status-Status}\n' '*' | awk -F '\t' '$3 == "hold" || $4 != "not-installed"'
        }

        """;

    /// <summary>What is installed, held, unfinished and on offer. Wants <c>$note</c>, <c>$versions</c> and the names.</summary>
    private const string Looking = Knowing + """
        broken() { [ -n "$(dpkg --audit 2>&1)" ] || ls /var/lib/dpkg/updates 2>/dev/null | grep -qx '[0-9][0-9]*'; }
        look() {
          if [ -e "$note" ]; then
            echo '#begun'
            awk -F '\t' '$3 == "hold" { print "#was-held\t" $1 }' "$note"
          fi
          if broken; then echo '#interrupted'; fi
          known | awk -F '\t' '$3 == "hold" { print "#hold\t" $1 }'
          if [ "$#" -eq 0 ]; then return 0; fi
          dpkg-query -W -f '#package\t${Package}\t${Version}\t${db:Status-Status}\t${db:Status-Eflag}\n' "$@" 2>/dev/null || :
          if [ "$versions" = no ]; then return 0; fi
          apt-cache madison "$@" | awk -F '|' '$3 !~ /Sources *$/ { gsub(/ /, "", $1); gsub(/ /, "", $2); print "#version\t" $1 "\t" $2 }'
          apt-cache policy "$@" | awk '/^[^ ]/ { name = $1; sub(/:$/, "", name) } $1 == "Candidate:" { print "#candidate\t" name "\t" $2 }'
        }

        """;

    /// <summary>Only looks. <c>NOTE VERSIONS NAME…</c></summary>
    public const string Look = "# runbook: apt look\ncommand -v apt-get >/dev/null || exit 127\nnote=$1 versions=$2\nshift 2\n" + Looking + "look \"$@\"\n";

    /// <summary>
    /// Notes all packages as they are before the step, unless an earlier attempt of it did; finishes what a dpkg that was cut off had begun; looks.
    /// <c>NOTE VERSIONS SECONDS REPAIR APT-GET-OPTIONS NAME…</c>
    /// </summary>
    public const string Prepare = """
        # runbook: apt prepare
        command -v apt-get >/dev/null || exit 127
        note=$1 versions=$2 end=$(($(date +%s) + $3)) repair=$4 options=$5
        shift 5

        """ + Patiently + Looking + """
        if [ ! -e "$note" ]; then
          mkdir -p -m 0700 "${note%/*}"
          known >"$note.new"
          sync "$note.new"
          mv -f "$note.new" "$note"
          sync "${note%/*}"
        fi
        if [ "$repair" = yes ] && broken; then
          echo 'dpkg was interrupted; what it had begun is finished first'
          patiently dpkg --force-confdef --force-confold --configure -a || :
          if broken; then apt-get $options --no-remove --fix-broken install || :; fi
        fi
        look "$@"

        """;

    /// <summary>
    /// Runs apt-get, and gives back the holds that it lifted whatever came of it. <c>SECONDS HELD-BEFORE HOLD-AFTERWARDS COMMAND…</c>
    /// </summary>
    public const string Act = "# runbook: apt act\nend=$(($(date +%s) + $1)) again=$2 after=$3\nshift 3\n" + Patiently + """
        failed=0
        "$@" || failed=$?
        if [ "$failed" -eq 0 ]; then again="$again $after"; fi
        if [ -n "${again# }" ]; then patiently apt-mark hold $again || failed=$?; fi
        exit "$failed"

        """;

    /// <summary>Tells each package that is not as the note has it, and removes the note. <c>NOTE</c></summary>
    public const string Finish = "# runbook: apt finish\n" + Knowing + """
        note=$1
        known >"$note.now"
        awk -F '\t' '
          FILENAME == ARGV[1] { before[$1] = $2 FS $3 FS $4; next }
          { old = ($1 in before) ? before[$1] : FS FS; if (old != $2 FS $3 FS $4) print "#changed\t" $1 FS old FS $2 FS $3 FS $4; delete before[$1] }
          END { for (name in before) print "#changed\t" name FS before[name] FS FS FS }' "$note" "$note.now"
        rm -f "$note" "$note.now"

        """;

    /// <summary>Fetches the lists; the folder's time is when that last succeeded. <c>SECONDS COMMAND…</c></summary>
    public const string Update = "# runbook: apt update\nend=$(($(date +%s) + $1))\nshift\n" + Patiently + """
        patiently "$@"
        touch /var/lib/apt/lists

        """;

    /// <summary>How many seconds ago the lists were fetched; nothing when they were never, or when a source has changed since.</summary>
    public const string Age = """
        # runbook: apt age
        ls /var/lib/apt/lists | grep -q '_\(In\)\{0,1\}Release$' || exit 0
        [ -z "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer /var/lib/apt/lists 2>/dev/null)" ] || exit 0
        echo $(($(date +%s) - $(stat -c %Y /var/lib/apt/lists)))

        """;

    /// <summary>Changes holds. <c>SECONDS COMMAND…</c></summary>
    public const string Mark = "# runbook: apt mark\nend=$(($(date +%s) + $1))\nshift\n" + Patiently + "patiently \"$@\"\n";
}
