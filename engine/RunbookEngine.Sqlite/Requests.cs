using System.Collections.Immutable;
using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Sqlite;

/// <summary>What others ask of the one who drives a run. Every call stands in its caller's transaction.</summary>
internal sealed class Requests(Database database)
{
    private Statement? _add;
    private Statement? _after;

    public void Add(long run, RunRequest request)
    {
        _add ??= database.Prepare(
            "INSERT INTO requests (run, number, at_ms, kind, step, by, note) " +
            "VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM requests WHERE run = ?1), ?2, ?3, ?4, ?5, ?6)");
        _add.Bind(1, run).Bind(2, request.At.ToUnixTimeMilliseconds()).Bind(3, WordOf(request.Kind))
            .Bind(4, request.Step?.Value).Bind(5, request.By).Bind(6, request.Note).Run();
    }

    /// <summary>Takes in requests that another store numbered; those that are here already stay.</summary>
    public void TakeIn(long run, ImmutableArray<NumberedRequest> requests)
    {
        var take = database.Prepare("INSERT INTO requests (run, number, at_ms, kind, step, by, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING");
        foreach (var (number, request) in requests)
        {
            take.Bind(1, run).Bind(2, number).Bind(3, request.At.ToUnixTimeMilliseconds()).Bind(4, WordOf(request.Kind))
                .Bind(5, request.Step?.Value).Bind(6, request.By).Bind(7, request.Note).Run();
        }
    }

    public ImmutableArray<NumberedRequest> After(RunId run, long number)
    {
        _after ??= database.Prepare(
            "SELECT number, at_ms, kind, step, by, note FROM requests WHERE run = (SELECT id FROM runs WHERE name = ?1) AND number > ?2 ORDER BY number");
        _after.Bind(1, run.Value).Bind(2, number);
        var requests = ImmutableArray.CreateBuilder<NumberedRequest>();
        while (_after.Step())
            requests.Add(new(_after.Long(0), Current(_after)));
        return requests.ToImmutable();
    }

    private static RunRequest Current(Statement row) => new(
        KindOf(row.Text(2)), row.TextOrNull(3) is { } step ? new StepPath(step) : null, row.Text(4), row.TextOrNull(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)));

    private static string WordOf(RequestKind kind) => kind.ToString().ToLowerInvariant();

    private static RequestKind KindOf(string word) =>
        Enum.TryParse<RequestKind>(word, ignoreCase: true, out var kind)
            ? kind
            : throw new StoreException($"the request `{word}` is unknown to this engine", "a newer engine left it: use that one");
}
