using System.Collections.Immutable;
using RunbookEngine.Execution;

namespace RunbookEngine.Handlers.Kubeadm;

/// <summary>
/// kubeadm moves each manifest away and then the new one in; whatever dies in between leaves a part of the control plane without one, and kubeadm then refuses to begin again. So a note on the
/// node tells, from before the first attempt of a step, which manifests there were and which backups were not its own. A later attempt copies back what is missing, from the newest
/// backup that came since, and never over a file that is there. Lines for the engine begin with <c>#</c>.
/// </summary>
internal static class UpgradeScript
{
    /// <summary>A second manifest of a pod is in the way.</summary>
    public const int Stray = 73;

    /// <summary>A manifest is missing, and nothing tells where it went.</summary>
    public const int Missing = 74;

    /// <summary>Wants <c>$note</c> and <c>$home</c>. kubelet passes over names that begin with a dot.</summary>
    private const string Looking = """
        pods='etcd kube-apiserver kube-controller-manager kube-scheduler'
        manifests=$home/manifests
        pod_of() {
          awk '/^metadata:/ { inside = 1; next } /^[^ #]/ { inside = 0 } inside && /^  name:/ { gsub(/["\047\r]/, "", $2); print $2; exit }' "$1"
        }
        image_of() {
          awk '/^ *(- )?image:/ { sub(/^ *(- )?image: */, ""); gsub(/["\047\r]/, ""); print; exit }' "$1"
        }
        backups() {
          for folder in "$home"/tmp/kubeadm-backup-manifests-*; do
            if [ -d "$folder" ]; then echo "$folder"; fi
          done
        }
        new_backups() { backups | { if [ -e "$note" ]; then grep -vxF -f "$note"; else cat; fi; }; }
        strays() {
          for file in "$manifests"/*; do
            if [ ! -f "$file" ]; then continue; fi
            pod=$(pod_of "$file")
            for known in $pods; do
              if [ "$pod" = "$known" ] && [ "${file##*/}" != "$known.yaml" ]; then printf '#stray\t%s\n' "${file##*/}"; fi
            done
          done
        }
        is_control_plane() {
          for pod in kube-apiserver kube-controller-manager kube-scheduler; do
            if [ -e "$manifests/$pod.yaml" ]; then return 0; fi
          done
          return 1
        }
        missing() {
          if [ -e "$note" ]; then
            for pod in $pods; do
              if grep -qx "manifest $pod" "$note" && [ ! -e "$manifests/$pod.yaml" ]; then echo "$pod"; fi
            done
          elif is_control_plane; then
            for pod in kube-apiserver kube-controller-manager kube-scheduler; do
              if [ ! -e "$manifests/$pod.yaml" ]; then echo "$pod"; fi
            done
          fi
        }

        """;

    /// <summary>Only looks. <c>NOTE HOME</c></summary>
    private const string Look = "# runbook: kubeadm upgrade look\nnote=$1 home=$2\n" + Looking + """
        version=$(kubeadm version -o short) || exit
        printf '#kubeadm\t%s\n' "$version"
        if [ -e "$note" ]; then echo '#begun'; fi
        for pod in $pods; do
          if [ -e "$manifests/$pod.yaml" ]; then printf '#manifest\t%s\t%s\n' "$pod" "$(image_of "$manifests/$pod.yaml")"; fi
        done
        for pod in $(missing); do printf '#missing\t%s\n' "$pod"; done
        strays
        new_backups | while read -r folder; do printf '#backup\t%s\n' "$folder"; done

        """;

    /// <summary>
    /// Copies back what is missing. kubeadm wants an API server before it does anything, and listing tokens is the least that it can ask one for; if none comes up, kubeadm says so better.
    /// </summary>
    private const string Mending = """
        mend() {
          for pod in $(missing); do
            from=
            for folder in $(new_backups); do
              if [ -e "$folder/$pod.yaml" ]; then from=$folder; fi
            done
            if [ -z "$from" ]; then printf '#missing\t%s\n' "$pod"; return 74; fi
            part=$manifests/.$pod.yaml.restoring
            rm -f "$part" && cp -p "$from/$pod.yaml" "$part" && sync "$part" || return
            # A link never takes the place of a file, unlike a rename.
            ln "$part" "$manifests/$pod.yaml" || return
            rm -f "$part"
            sync "$manifests"
            printf '#restored\t%s\t%s\n' "$pod" "$from"
            case $pod in etcd | kube-apiserver) waits=150 ;; esac
          done
        }
        await_api() {
          while [ "$waits" -gt 0 ] && ! kubeadm token list "--kubeconfig=$home/admin.conf" >/dev/null 2>&1; do
            waits=$((waits - 1))
            sleep 2
          done
        }

        """;

    /// <summary>Notes, mends, and lets the command act; mends again at once if that died. <c>NOTE HOME COMMAND…</c></summary>
    private const string Act = "# runbook: kubeadm upgrade act\nnote=$1 home=$2\nshift 2\n" + Looking + Mending + """
        command -v "$1" >/dev/null || exit 127
        if [ -n "$(strays)" ]; then strays; exit 73; fi
        waits=0
        if [ -e "$note" ]; then
          # An API server that was begun anew by another attempt may not be up yet.
          if [ -e "$manifests/kube-apiserver.yaml" ]; then waits=150; fi
        else
          lost=$(missing)
          if [ -n "$lost" ]; then for pod in $lost; do printf '#missing\t%s\n' "$pod"; done; exit 74; fi
          mkdir -p -m 0700 "${note%/*}" || exit
          {
            for pod in $pods; do
              if [ -e "$manifests/$pod.yaml" ]; then echo "manifest $pod"; fi
            done
            backups
            echo end
          } >"$note.new" && sync "$note.new" && mv -f "$note.new" "$note" && sync "${note%/*}" || exit
        fi
        mend || exit
        await_api
        if is_control_plane; then echo '#control-plane'; fi
        "$@"
        status=$?
        new_backups | while read -r folder; do printf '#backup\t%s\n' "$folder"; done
        if [ "$status" -eq 0 ]; then rm -f "$note"; else mend >&2; fi
        exit "$status"

        """;

    /// <summary>What there is on the node, before or after.</summary>
    public static Command Looks(StepContext context) => KubeadmCommand.Script(Look, [NoteOf(context), KubeadmCommand.Home]);

    /// <summary>The command with the script around it.</summary>
    public static Command Around(StepContext context, ImmutableArray<string> words) =>
        KubeadmCommand.Script(Act, [NoteOf(context), KubeadmCommand.Home, KubeadmCommand.Program, .. words]);

    /// <summary>The same for every attempt of a step, so that one finds what another had begun; also after the power was gone.</summary>
    private static string NoteOf(StepContext context) => "/var/lib/runbook/kubeadm/" + CommandName.Of(context.Run, context.Path, 0, "before").Value;
}
