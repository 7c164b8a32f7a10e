using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Etcdctl;

/// <summary>
/// Restores beside the data directory and renames at the end, so that a directory which has its name is complete, whatever lost its power meanwhile. Where the
/// directory exists and is empty (a mount point, say), the restore has to go straight into it; then a mark beside it says so until it is done.
/// </summary>
internal static class RestoreScript
{
    /// <summary>Something is in the way.</summary>
    public const int Occupied = 73;

    private const string Script = """
        # runbook: etcd restore
        dir=$1 beside=$2 empty=$3 pieces=$4
        shift 4
        if [ -e "$dir" ] || [ -L "$dir" ]; then
          { [ "$empty" = fine ] && [ -d "$dir" ] && [ -z "$(ls -A -- "$dir")" ]; } || exit 73
          pieces=yes
        fi
        rm -rf -- "$beside"
        if [ "$pieces" = yes ]; then
          mkdir -p -- "${dir%/*}"
          : >"$beside"
          "$@" "--data-dir=$dir"
          sync -f "$dir"
          rm -f -- "$beside"
        else
          "$@" "--data-dir=$beside" || { status=$?; rm -rf -- "$beside"; exit "$status"; }
          sync -f "$beside"
          mv -T -- "$beside" "$dir"
        fi

        """;

    /// <summary>What stands beside the data directory while it is not whole; of this run, so that another's is never taken for it.</summary>
    public static string Beside(StepContext context, string dataDir) => $"{dataDir}.restoring-{context.Run}";

    /// <summary>The command with the script around it; the data directory becomes its last flag.</summary>
    public static Command Around(Command restore, string dataDir, string beside, bool emptyIsFine, bool inPieces) => restore with
    {
        Arguments = ["sh", "-e", "-c", Script, "sh", dataDir, beside, emptyIsFine ? "fine" : "not", inPieces ? "yes" : "no", .. restore.Arguments],
    };
}
