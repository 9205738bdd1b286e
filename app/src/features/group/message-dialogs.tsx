/** Questions about a message of a group: who has read it, what is wrong with it, who was meant. */
import type { ChatId, UserId } from '@jibber/schema/ids';
import type { JSX } from 'solid-js';
import { Match, Switch } from 'solid-js';
import type { Administering } from '../../state/administering.ts';
import type { OpenChat, TimelineMessage } from '../../state/open-chat.ts';
import { InfoDialog } from './info-dialog.tsx';
import { PeopleDialog } from './people-dialog.tsx';
import { ReportDialog } from './report-dialog.tsx';

export type ChatQuestion =
  | { readonly kind: 'info' | 'report'; readonly message: TimelineMessage }
  | { readonly kind: 'people'; readonly people: readonly UserId[] };

/** @param props.isFetched who has read is asked for, because the group is large */
export function MessageDialogs(props: {
  readonly chatId: ChatId;
  readonly chat: OpenChat;
  readonly me: UserId;
  readonly actions: Administering;
  readonly question: ChatQuestion;
  readonly isFetched: boolean;
  readonly onPerson: (userId: UserId) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const asked = <Kind extends ChatQuestion['kind']>(kind: Kind) =>
    props.question.kind === kind ? props.question : undefined;
  const message = (kind: 'info' | 'report') => {
    const question = asked(kind);
    return question !== undefined && 'message' in question ? question.message : undefined;
  };
  const people = () => {
    const question = asked('people');
    return question !== undefined && 'people' in question ? question.people : undefined;
  };
  return (
    <Switch>
      <Match when={message('info')}>
        {(about) => (
          <InfoDialog
            chatId={props.chatId}
            chat={props.chat}
            me={props.me}
            message={about()}
            isFetched={props.isFetched}
            onClose={() => props.onClose()}
          />
        )}
      </Match>
      <Match when={message('report')}>
        {(about) => (
          <ReportDialog
            chatId={props.chatId}
            message={about()}
            actions={props.actions}
            onClose={() => props.onClose()}
          />
        )}
      </Match>
      <Match when={people()}>
        {(all) => (
          <PeopleDialog
            people={all()}
            me={props.me}
            onPerson={(userId) => props.onPerson(userId)}
            onClose={() => props.onClose()}
          />
        )}
      </Match>
    </Switch>
  );
}
