using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Cli.Commands;

/// <summary>A request, and what came of it.</summary>
/// <param name="Run">Of which run.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="Step">Of which step.</param>
/// <param name="Driver">Who will take it; null: nobody now.</param>
/// <param name="Text">What was done.</param>
/// <param name="Next">What follows; null: no more than that.</param>
internal sealed record Asked(RunId Run, RequestKind Kind, StepPath? Step, LeaseHolder? Driver, string Text, string? Next);
