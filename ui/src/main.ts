import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/source-serif-4/opsz.css';
import '@fontsource-variable/source-serif-4/opsz-italic.css';
import './parts/tokens.css';
import './parts/base.css';

import { mount } from 'svelte';

import App from './app/App.svelte';

/** Tells the styles whether this system's scrollbars lie over what they scroll. */
function lookAtBars(): void {
  const probe = document.createElement('div');
  Object.assign(probe.style, { position: 'absolute', visibility: 'hidden', overflow: 'scroll', width: '50px' });
  document.body.append(probe);
  if (probe.offsetWidth === probe.clientWidth) document.documentElement.dataset['bars'] = 'over';
  probe.remove();
}

lookAtBars();
const target = document.getElementById('app');
if (target) mount(App, { target });
