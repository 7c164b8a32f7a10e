using System.CommandLine;

namespace RunbookEngine.Cli.Commands;

/// <summary>
/// <c>runbook completion</c>: a script that asks this program what may come next. Files are the shell's business.
/// </summary>
internal static class CompletionCommand
{
    public static Command Build(CliSession session)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print a completion script for a shell.") { shell };
        command.SetAction((parsed, _) =>
        {
            session.Console.Out.Write(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Task.FromResult(ExitCodes.Succeeded);
        });
        return command;
    }

    private const string Bash =
        """
        # source <(runbook completion bash)
        _runbook() {
            local word=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE:0:COMP_POINT}
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(runbook "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
            if [[ $word != -* ]]; then
                case ${COMP_WORDS[COMP_CWORD-1]} in
                    run|validate|plan|graph|new|import|--inputs|--inventory|--store|--kubeconfig|--out|--plan|*.yaml|*.yml) COMPREPLY+=($(compgen -f -- "$word")) ;;
                esac
            fi
        }
        complete -o filenames -o bashdefault -F _runbook runbook

        """;

    private const string Zsh =
        """
        #compdef runbook
        # runbook completion zsh > ~/.zfunc/_runbook, with fpath+=~/.zfunc before compinit
        _runbook() {
            local line="${BUFFER[1,CURSOR]}" previous="${words[CURRENT-1]}"
            local -a suggestions
            suggestions=("${(@f)$(runbook "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a -- suggestions
            case $previous in
                run|validate|plan|graph|new|import|--inputs|--inventory|--store|--kubeconfig|--out|--plan|*.yaml|*.yml) _files ;;
            esac
        }
        if [[ $funcstack[1] == _runbook ]]; then _runbook "$@"; else compdef _runbook runbook; fi

        """;

    private const string Fish =
        """
        # runbook completion fish > ~/.config/fish/completions/runbook.fish
        function __runbook_suggest
            set -l line (commandline -cp)
            runbook "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c runbook -f -a '(__runbook_suggest)'
        complete -c runbook -n '__fish_seen_subcommand_from run validate plan graph new import export' -F

        """;
}
