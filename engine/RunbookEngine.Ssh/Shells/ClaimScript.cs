namespace RunbookEngine.Ssh.Shells;

/// <summary>What both kinds of shell know of claims.</summary>
internal static class ClaimScript
{
    /// <summary>
    /// <c>c</c> reads the claim of <c>$stem</c> into <c>l1</c> and <c>l2</c>, whole lines only; <c>h</c> looks whether any process has it open (the last look is at the
    /// descriptor that it ends up at, so one that moves meanwhile is not missed); <c>g</c> lists in <c>m</c> the living processes of session <c>$q</c> but its
    /// leader; <c>o</c> tells whether the command of a stem is over, and uses a name up that somebody only prepared.
    /// </summary>
    public const string Text =
        """
        c() {
          l1= l2=
          [ -e "$stem.claim" ] || return 1
          { read -r l1 || l1=; read -r l2 || l2=; } <"$stem.claim"
          return 0
        }
        h() {
          for d in /proc/[0-9]*; do
            for f in "$d"/fd/* "$d/fd/4"; do [ "$f" -ef "$stem.claim" ] && return 0; done
          done
          return 1
        }
        g() {
          m=
          for d in /proc/[0-9]*; do
            l=; while read -r x; do l="$l $x"; done <"$d/stat"
            set -- ${l##*) }
            [ "$4" = "$q" ] && [ "$1" != Z ] && [ "$1" != X ] && [ "${d#/proc/}" != "$q" ] && m="$m ${d#/proc/}"
          done
          [ -n "$m" ]
        }
        o() {
          stem=$1
          if ! c; then
            for f in "$stem".*; do [ -e "$f" ] && (set -C; echo void >"$stem.claim"); return; done
            return 1
          fi
          if [ -z "$l1" ]; then if h; then return 1; else return 0; fi; fi
          set -- $l1 . .
          q=$2
          case $1$q in claimed*[!0-9]* | claimed) return 0;; claimed*) ;; *) return 0;; esac
          [ -z "$l2" ] && [ "$3" = "$boot" ] || return 0
          [ "/proc/$q/fd/4" -ef "$stem.claim" ] && return 1
          if g; then return 1; else return 0; fi
        }
        """;
}
