import { asApiError } from '../../data/errors.ts';
import { type Team, useDeleteTeam } from '../../data/teams.ts';
import { t } from '../../text/rooms.ts';
import { sayDone } from '../../ui/toasts.ts';
import { DeleteDialog } from './DeleteDialog.tsx';

type Props = {
  team: Team;
  heirs: readonly Team[];
  onClose: () => void;
  onDone: () => void;
};

/** Deletes a team; what uses it may move to another one. */
export function DeleteTeam({ team, heirs, onClose, onDone }: Props) {
  const { mutate, isPending, error } = useDeleteTeam();
  return (
    <DeleteDialog
      title={t('teams.deleteTitle', { team: team.name })}
      about={t('teams.deleteAbout')}
      heirs={heirs}
      forced={t('teams.deleteForced')}
      busy={isPending}
      error={error ? asApiError(error) : null}
      onClose={onClose}
      onDelete={(how) =>
        mutate(
          { id: team.id, ...how },
          {
            onSuccess: () => {
              sayDone(t('teams.deleted', { team: team.name }), 'trash');
              onDone();
            },
          },
        )
      }
    />
  );
}
