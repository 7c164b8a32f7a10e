using RunbookEngine.Execution;
using RunbookEngine.Model;

namespace RunbookEngine.Handlers.Files;

/// <summary>One verb of <c>file</c>: its words, and the look that finds what is to do.</summary>
internal abstract class FileVerb
{
    /// <summary>Its words.</summary>
    public abstract VerbDefinition Definition { get; }

    /// <summary>Looks, and changes nothing.</summary>
    /// <exception cref="StepFailureException">What stands there makes the step impossible.</exception>
    public abstract Task<FileTask> LookAsync(StepContext context, CancellationToken cancellation);
}

/// <summary>What a look found.</summary>
/// <param name="Change">What is to do, for the plan; null: nothing.</param>
/// <param name="Act">Does it. Safe to begin again after being cut off, once <see cref="FileVerb.LookAsync"/> has looked again.</param>
/// <param name="Outputs">What the step puts out once it is done.</param>
internal sealed record FileTask(string? Change, Func<CancellationToken, Task> Act, Func<CancellationToken, Task<Value.Map>> Outputs)
{
    /// <summary>For a verb that only looks.</summary>
    public static FileTask Looked(Value.Map outputs) => new(null, static _ => Task.CompletedTask, _ => Task.FromResult(outputs));
}
