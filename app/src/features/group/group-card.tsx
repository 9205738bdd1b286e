/** Picture, name, description of a group, and the ways to its other screens. */
import { For, type JSX, Show } from 'solid-js';
import { panelT } from '../../i18n/group-panel-words.ts';
import type { Panel } from '../../routes.ts';
import { useApp } from '../../state/app-state.ts';
import { Icon, type IconName } from '../../ui/icon/icon.tsx';
import { peopleIcons } from '../../ui/icon/people-icons.ts';
import styles from './group.module.css';
import { GroupPicture } from './group-picture.tsx';
import type { GroupScreen } from './group-screen.ts';
import { PendingMark } from './pending-mark.tsx';

type Way = { readonly icon: IconName; readonly label: string; readonly panel: Panel };

export function GroupCard(props: { readonly screen: GroupScreen }): JSX.Element {
  const app = useApp();
  const group = () => props.screen.group();
  const ways = (): readonly Way[] => {
    const all: (Way & { readonly isOpen: boolean })[] = [
      {
        icon: peopleIcons.add,
        label: panelT('panel.add'),
        panel: 'details-add',
        isOpen: group().may('add'),
      },
      {
        icon: peopleIcons.link,
        label: panelT('panel.links'),
        panel: 'details-links',
        isOpen: group().may('add'),
      },
      {
        icon: 'edit',
        label: panelT('panel.edit'),
        panel: 'details-edit',
        isOpen: group().may('change'),
      },
      {
        icon: peopleIcons.rights,
        label: panelT('panel.rights'),
        panel: 'details-rights',
        isOpen: group().may('moderate'),
      },
    ];
    return all.filter((way) => way.isOpen);
  };
  const open = (panel: Panel) =>
    app.navigation.open({ name: 'chat', chatId: props.screen.chatId, panel });

  return (
    <>
      <section class={styles.card}>
        <GroupPicture id={props.screen.chatId} title={group().title} picture={group().picture} />
        <div class={styles.naming}>
          <h3 class={styles.title} dir="auto">
            {group().title}
            <Show when={group().isPending('title')}>
              <PendingMark />
            </Show>
          </h3>
          <p class={styles.count}>{panelT('panel.members', { count: group().members.length })}</p>
        </div>
        <Show when={group().about}>
          {(about) => (
            <p class={styles.about} dir="auto">
              {about()}
              <Show when={group().isPending('about')}>
                <PendingMark />
              </Show>
            </p>
          )}
        </Show>
      </section>
      <Show when={ways().length > 0}>
        <nav class={styles.ways} aria-label={panelT('panel.title')}>
          <For each={ways()}>
            {(way) => (
              <button type="button" class={styles.way} onClick={() => open(way.panel)}>
                <Icon name={way.icon} />
                <span>{way.label}</span>
              </button>
            )}
          </For>
        </nav>
      </Show>
    </>
  );
}
