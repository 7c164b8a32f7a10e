using RunbookEngine.Execution;

namespace RunbookEngine.Handlers;

/// <summary>A setting whose value makes no sense, which only the evaluated value could show. <see cref="ExpectedFailures"/> makes it the step's failure.</summary>
internal sealed class SettingException(string message, string hint) : Exception(message)
{
    /// <summary>Trying again does not help.</summary>
    public StepFailure Failure => new("bad-setting", Message, Retryable: false, hint);
}
